package io.gridgate.ratelimit.counter;

import io.gridgate.ratelimit.counter.CounterState.Use;
import java.util.List;

/**
 * How an algorithm counts: which uses count at a time, and what is left beside them. All times are milliseconds of the counter's clock.
 *
 * <p>Thread-safety: stateless.
 */
sealed interface Arithmetic permits FixedWindow, SlidingWindow, TokenBucket {

    /** Returns the uses of the state that still count now. */
    List<Use> current(CounterRule rule, CounterState state, long now);

    /** Returns the permits beside these current uses; below 0 after a split, when more were used than there are. */
    long free(CounterRule rule, List<Use> current);

    /** Returns when a use is booked that lasts until {@code ends}. */
    long bookedAt(CounterRule rule, long now, long ends);

    /** Returns when a use is booked that a node made without asking, at {@code aloneAt} of its own clock. */
    long aloneAt(CounterRule rule, long aloneAt, long now);

    /** Returns how long a lease may last that the node wishes to last for {@code wished}. */
    long lease(CounterRule rule, long now, long wished);

    /** Returns whether permits of that lease may still be given back. */
    boolean isReturnable(CounterRule rule, CounterState.LastAsk lease, long now);

    /** Returns how long until the limit is wholly free. */
    long resetMillis(CounterRule rule, List<Use> current, long now);

    /** Returns how long until {@code units} are free, > 0; they are not now. */
    long retryMillis(CounterRule rule, List<Use> current, long units, long now);
}
