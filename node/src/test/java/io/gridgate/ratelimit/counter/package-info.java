@NullMarked
package io.gridgate.ratelimit.counter;

import org.jspecify.annotations.NullMarked;
