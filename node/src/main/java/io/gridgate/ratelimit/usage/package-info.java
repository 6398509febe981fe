/** How close the keys of limits are to them: on one node, and over all nodes together. */
@NullMarked
package io.gridgate.ratelimit.usage;

import org.jspecify.annotations.NullMarked;
