/** The counters of rate limits at their owner: what an ask, a return and a merge make of a key's state, by algorithm; and the port to them. */
@NullMarked
package io.gridgate.ratelimit.counter;

import org.jspecify.annotations.NullMarked;
