package io.gridgate.ratelimit.counter;

import io.gridgate.ratelimit.counter.CounterState.Use;
import java.util.List;

/**
 * At most {@code limit} in each window, the windows aligned to the counter's clock. A use is booked at the start of its window; a lease ends with
 * its window.
 *
 * <p>Thread-safety: stateless.
 */
final class FixedWindow implements Arithmetic {

    static final FixedWindow INSTANCE = new FixedWindow();

    private FixedWindow() {}

    private static long start(CounterRule rule, long at) {
        return Math.floorDiv(at, rule.windowMillis()) * rule.windowMillis();
    }

    @Override
    public List<Use> current(CounterRule rule, CounterState state, long now) {
        long start = start(rule, now);
        return state.uses().stream().filter(use -> use.atMillis() == start).toList();
    }

    @Override
    public long free(CounterRule rule, List<Use> current) {
        return rule.limit() - (long) CounterState.sum(current);
    }

    @Override
    public long bookedAt(CounterRule rule, long now, long ends) {
        return start(rule, now);
    }

    @Override
    public long aloneAt(CounterRule rule, long aloneAt, long now) {
        return start(rule, aloneAt);
    }

    @Override
    public long lease(CounterRule rule, long now, long wished) {
        return start(rule, now) + rule.windowMillis() - now;
    }

    @Override
    public boolean isReturnable(CounterRule rule, CounterState.LastAsk lease, long now) {
        return lease.atMillis() == start(rule, now);
    }

    @Override
    public long resetMillis(CounterRule rule, List<Use> current, long now) {
        return lease(rule, now, 0);
    }

    @Override
    public long retryMillis(CounterRule rule, List<Use> current, long units, long now) {
        return lease(rule, now, 0);
    }
}
