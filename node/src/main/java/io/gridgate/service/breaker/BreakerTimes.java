package io.gridgate.service.breaker;

import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.service.breaker.BreakerState.Closed;
import io.gridgate.service.breaker.BreakerState.Forced;
import io.gridgate.service.breaker.BreakerState.HalfOpen;
import io.gridgate.service.breaker.BreakerState.Open;

/**
 * How long a state lasts before a node moves it on. A breaker that opens, closes and opens again is slowed down: the first three openings in
 * close succession last as configured, each further one twice as long as the one before, eight times at most; ten times the configured time
 * closed, and the next opening is the first again.
 *
 * <p>Thread-safety: stateless.
 */
final class BreakerTimes {

    /** It lasts until something else changes it. */
    static final long FOR_EVER = Long.MAX_VALUE;

    private static final int USUAL_OPENINGS = 3;
    private static final int DOUBLINGS_MAX = 3;
    private static final int CALM_TIMES = 10;

    private BreakerTimes() {}

    /** Returns the nanoseconds from when the state was seen first, or {@link #FOR_EVER}. */
    static long lasts(BreakerState state, CircuitBreakerConfig config) {
        return switch (state) {
            case Closed closed -> closed.openings() == 0 ? FOR_EVER : CALM_TIMES * config.timeout().toNanos();
            case Open open -> open(open.openings(), config);
            case HalfOpen half -> half.isWaiting() ? config.halfOpenTimeout().toNanos() : FOR_EVER;
            case Forced _ -> FOR_EVER;
        };
    }

    /** Returns the nanoseconds that the n-th opening in close succession lasts; n from 1. */
    static long open(int openings, CircuitBreakerConfig config) {
        int doublings = Math.clamp(openings - USUAL_OPENINGS, 0, DOUBLINGS_MAX);
        return config.timeout().toNanos() << doublings;
    }
}
