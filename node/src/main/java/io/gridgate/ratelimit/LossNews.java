package io.gridgate.ratelimit;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Events;
import io.gridgate.ratelimit.counter.CounterStore.Standing;

/**
 * Tells when the limits of this node begin to be decided by {@code on_grid_loss}, and when no more. A node that starts has lost nothing yet.
 *
 * <p>Thread-safety: confined to the desk's thread.
 */
final class LossNews {

    private static final String WHAT = "rate_limits";

    private final Events events;
    private boolean askable;
    private boolean lost;

    LossNews(Events events) {
        this.events = events;
    }

    void observe(Standing standing) {
        boolean now = standing.isAskable();
        if (askable && !now) {
            lost = true;
            events.tell(Event.of(EventType.GRID_LOSS_ENTERED).with("what", WHAT));
        } else if (lost && now) {
            lost = false;
            events.tell(Event.of(EventType.GRID_LOSS_LEFT).with("what", WHAT));
        }
        askable = now;
    }
}
