@NullMarked
package io.gridgate.ratelimit.ask;

import org.jspecify.annotations.NullMarked;
