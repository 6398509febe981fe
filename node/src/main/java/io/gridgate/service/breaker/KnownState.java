package io.gridgate.service.breaker;

import io.gridgate.base.Ticker;
import io.gridgate.service.breaker.BreakerState.Closed;
import io.gridgate.service.breaker.BreakerState.Forced;
import io.gridgate.service.breaker.BreakerState.HalfOpen;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A breaker's state as this node last learnt it from the grid, how long it lasts by this node's clock, and what follows from it for the
 * breaker.
 *
 * <p>Thread-safety: confined to the turns of {@link BreakerSync}; {@link #state} may be read by any thread.
 */
final class KnownState {

    private static final Logger LOG = LoggerFactory.getLogger(KnownState.class);

    private final Breaker breaker;
    private final Ticker ticker;
    private volatile BreakerState state = Closed.NEW;
    private long seenNanos;

    KnownState(Breaker breaker, Ticker ticker) {
        this.breaker = breaker;
        this.ticker = ticker;
        this.seenNanos = ticker.nanos();
    }

    BreakerState state() {
        return state;
    }

    /** Takes over a state of the grid; one that is known changes nothing. */
    void take(BreakerState next) {
        BreakerState before = state;
        if (next.equals(before)) {
            return;
        }
        boolean moved = next.epoch() != before.epoch() || next.getClass() != before.getClass();
        if (moved || markOf(next) != markOf(before)) {
            seenNanos = ticker.nanos();
        }
        state = next;
        apply();
        if (moved && !next.kind().equals(before.kind())) {
            breaker.meters().changedTo(next.kind());
            LOG.atWarn().addKeyValue("service", breaker.service()).addKeyValue("from", before.kind()).addKeyValue("to", next.kind())
                    .addKeyValue("forced", next instanceof Forced).log("circuit breaker changed");
        }
    }

    /** Has the breaker follow the state under its numbers of this moment. */
    void apply() {
        breaker.follow(state, untilNanos());
    }

    /** Returns what tells a half open state from an earlier one of the same epoch. */
    int mark() {
        return markOf(state);
    }

    private static int markOf(BreakerState state) {
        return state instanceof HalfOpen half ? half.mark() : 0;
    }

    /** Returns until when the state lasts, or {@link BreakerTimes#FOR_EVER}. */
    long untilNanos() {
        long lasts = BreakerTimes.lasts(state, breaker.config());
        return lasts == BreakerTimes.FOR_EVER ? BreakerTimes.FOR_EVER : seenNanos + lasts;
    }
}
