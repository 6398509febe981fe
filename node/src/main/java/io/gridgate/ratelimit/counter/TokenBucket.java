package io.gridgate.ratelimit.counter;

import io.gridgate.ratelimit.counter.CounterState.LastAsk;
import io.gridgate.ratelimit.counter.CounterState.Use;
import java.util.List;

/**
 * A bucket that holds {@code burst}, is refilled by {@code limit} a window, evenly, and starts full.
 *
 * <p>What is kept is what is missing from the full bucket, by node. Refilling never goes so far that the tokens in the bucket and those out on
 * lease are together more than {@code burst}: then no span of time {@code t} sees more than {@code burst} and what {@code t} refills. A lease that
 * has ended gives nothing back; it merely lets the bucket fill again.
 *
 * <p>Thread-safety: stateless.
 */
final class TokenBucket implements Arithmetic {

    static final TokenBucket INSTANCE = new TokenBucket();

    /** Below what sums of refills can be told apart. */
    private static final double NOTHING = 1e-6;

    private TokenBucket() {}

    private static double perMilli(CounterRule rule) {
        return (double) rule.limit() / rule.windowMillis();
    }

    @Override
    public List<Use> current(CounterRule rule, CounterState state, long now) {
        double missing = CounterState.sum(state.uses());
        double after = refilled(rule, state, missing, now);
        if (after <= NOTHING) {
            return List.of();
        }
        double share = after / missing;
        return state.uses().stream().map(use -> new Use(use.holder(), 0, use.units() * share)).filter(use -> use.units() > NOTHING)
                .toList();
    }

    /** Returns what is missing after the time since the state: at no moment of it less than what was out on lease then. */
    private static double refilled(CounterRule rule, CounterState state, double missing, long now) {
        double rate = perMilli(rule);
        double after = missing - rate * (now - state.clockMillis());
        for (LastAsk lease : state.asks()) {
            if (lease.endsMillis() > state.clockMillis() && lease.granted() > 0) {
                long until = Math.min(now, lease.endsMillis());
                after = Math.max(after, onLease(state, until) - rate * (now - until));
            }
        }
        return Math.min(missing, Math.max(0, after));
    }

    /** Returns the permits of the leases that last to that moment or beyond it. */
    private static double onLease(CounterState state, long at) {
        return state.asks().stream().filter(lease -> lease.endsMillis() >= at).mapToDouble(LastAsk::granted).sum();
    }

    @Override
    public long free(CounterRule rule, List<Use> current) {
        return (long) Math.floor(rule.burst() - CounterState.sum(current) + NOTHING);
    }

    @Override
    public long bookedAt(CounterRule rule, long now, long ends) {
        return 0;
    }

    @Override
    public long aloneAt(CounterRule rule, long aloneAt, long now) {
        return 0;
    }

    @Override
    public long lease(CounterRule rule, long now, long wished) {
        return wished;
    }

    @Override
    public boolean isReturnable(CounterRule rule, LastAsk lease, long now) {
        return lease.endsMillis() > now;
    }

    @Override
    public long resetMillis(CounterRule rule, List<Use> current, long now) {
        return (long) Math.ceil(CounterState.sum(current) / perMilli(rule));
    }

    @Override
    public long retryMillis(CounterRule rule, List<Use> current, long units, long now) {
        double lacking = units - (rule.burst() - CounterState.sum(current));
        return Math.max(1, (long) Math.ceil(lacking / perMilli(rule) - NOTHING));
    }
}
