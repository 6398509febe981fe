@NullMarked
package io.gridgate.ratelimit.permit;

import org.jspecify.annotations.NullMarked;
