@NullMarked
package io.gridgate.ratelimit;

import org.jspecify.annotations.NullMarked;
