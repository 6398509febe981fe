package io.gridgate.ratelimit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterState;
import io.gridgate.ratelimit.counter.Grant;

/**
 * A counter that a node keeps for itself: of a limit in local mode, or for as long as the shared one cannot be asked.
 *
 * <p>Thread-safety: guarded by its monitor, held for a computation without calls.
 */
final class OwnCounter {

    private static final long OTHERS = 0;
    private static final long SELF = 1;

    @GuardedBy("this") private CounterState state = CounterState.EMPTY;
    @GuardedBy("this") private long id;

    /** Returns the answer to a request for that many permits (>= 1) at that time of the node's clock. */
    synchronized Grant take(CounterRule rule, int units, long nowMillis) {
        CounterState.Answered answered = state.ask(rule, Ask.once(SELF, ++id, units), nowMillis);
        state = answered.state();
        return answered.grant();
    }

    /** Returns what there is at that time of the node's clock, and takes nothing. */
    synchronized Grant look(CounterRule rule, long nowMillis) {
        return state.ask(rule, new Ask(SELF, id + 1, 0, 0, 1, 1, 0, 0, 0), nowMillis).grant();
    }

    /** Counts permits that others have, or may have, spent. */
    synchronized void charge(CounterRule rule, long units, long nowMillis) {
        state = state.ask(rule, new Ask(OTHERS, ++id, 0, 0, 1, 1, 0, units, nowMillis), nowMillis).state();
    }
}
