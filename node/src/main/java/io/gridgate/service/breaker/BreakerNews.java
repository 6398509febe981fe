package io.gridgate.service.breaker;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Events;
import io.gridgate.service.breaker.BreakerState.Forced;
import io.gridgate.service.breaker.BreakerState.HalfOpen;

/**
 * Tells of the moves of a breaker: whoever made the step that moved it does. Nodes that made the same step at the same moment each
 * believe to be that, and are heard once.
 *
 * <p>Thread-safety: immutable.
 */
record BreakerNews(String service, Events events) {

    /** A step of this node was made on {@code before}, as far as it knew, and came back with {@code after}. */
    void moved(BreakerState before, BreakerState after, BreakerChange by) {
        boolean held = after instanceof Forced != before instanceof Forced;
        if (after.epoch() == before.epoch() || after.kind().equals(before.kind()) && !held) {
            return;
        }
        events.tell(Event.of(EventType.BREAKER_CHANGED, service).with("from", before.kind()).with("to", after.kind())
                .with("by", reason(before, by)).with("forced", after instanceof Forced)
                .once("breaker " + service, after.epoch() + " " + after.kind()));
    }

    private static String reason(BreakerState before, BreakerChange by) {
        return switch (by) {
            case BreakerChange.Operator _ -> "operator";
            case BreakerChange.Judge _ -> "probes";
            case BreakerChange.Elapsed _ -> "time";
            case BreakerChange.Settle _ -> "document";
            case BreakerChange.Report _,BreakerChange.Ask _,BreakerChange.Left _ -> before instanceof HalfOpen ? "probes" : "failures";
        };
    }
}
