/** Which requests a limit is for, and what it counts them by. */
@NullMarked
package io.gridgate.ratelimit.match;

import org.jspecify.annotations.NullMarked;
