/** Rate limits: the counters and who owns them, permits that a node has borrowed, and the filter that spends them. Asks the grid through {@link CounterStore}. */
@NullMarked
package io.gridgate.ratelimit;

import org.jspecify.annotations.NullMarked;
