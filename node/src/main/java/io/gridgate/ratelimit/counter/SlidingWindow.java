package io.gridgate.ratelimit.counter;

import io.gridgate.ratelimit.counter.CounterState.Use;
import java.util.Comparator;
import java.util.List;

/**
 * At most {@code limit} in any window, wherever it begins.
 *
 * <p>A leased permit is booked as if it were spent at the last moment of its lease, and that moment is rounded up to a slot of a sixty-fourth of the
 * window, so that a counter has a bounded number of uses. A permit spent at {@code s} thus counts from its grant, before {@code s}, until a window
 * after {@code s} or a little longer: of any window's permits, all are counted when the last of them is granted.
 *
 * <p>Thread-safety: stateless.
 */
final class SlidingWindow implements Arithmetic {

    static final SlidingWindow INSTANCE = new SlidingWindow();

    private static final int SLOTS = 64;

    private SlidingWindow() {}

    @Override
    public List<Use> current(CounterRule rule, CounterState state, long now) {
        return state.uses().stream().filter(use -> use.atMillis() + rule.windowMillis() > now).toList();
    }

    @Override
    public long free(CounterRule rule, List<Use> current) {
        return rule.limit() - (long) CounterState.sum(current);
    }

    @Override
    public long bookedAt(CounterRule rule, long now, long ends) {
        long slot = Math.max(1, rule.windowMillis() / SLOTS);
        return Math.ceilDiv(ends, slot) * slot;
    }

    @Override
    public long aloneAt(CounterRule rule, long aloneAt, long now) {
        return bookedAt(rule, now, now);
    }

    @Override
    public long lease(CounterRule rule, long now, long wished) {
        return wished;
    }

    @Override
    public boolean isReturnable(CounterRule rule, CounterState.LastAsk lease, long now) {
        return lease.atMillis() + rule.windowMillis() > now;
    }

    @Override
    public long resetMillis(CounterRule rule, List<Use> current, long now) {
        return current.stream().mapToLong(use -> use.atMillis() + rule.windowMillis() - now).max().orElse(0);
    }

    @Override
    public long retryMillis(CounterRule rule, List<Use> current, long units, long now) {
        double free = free(rule, current);
        for (Use use : current.stream().sorted(Comparator.comparingLong(Use::atMillis)).toList()) {
            free += use.units();
            if (free >= units) {
                return use.atMillis() + rule.windowMillis() - now;
            }
        }
        return rule.windowMillis();
    }
}
