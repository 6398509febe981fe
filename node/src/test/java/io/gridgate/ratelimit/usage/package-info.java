/** Tests of how the use of limits is shown, and what every implementation of their port does. */
@NullMarked
package io.gridgate.ratelimit.usage;

import org.jspecify.annotations.NullMarked;
