package io.gridgate.ratelimit.usage;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Events;

/**
 * Tells when the limits of this node, those of one kind, begin to be decided by {@code on_grid_loss}, and when no more. A node that starts has lost nothing yet.
 *
 * <p>Thread-safety: confined to the desk's thread.
 */
public final class LossNews {

    private final Events events;
    private final String what;
    private boolean askable;
    private boolean lost;

    /**
     * Creates the news of a kind of limits.
     *
     * @param what kind, as the events name it
     */
    public LossNews(Events events, String what) {
        this.events = events;
        this.what = what;
    }

    /** Takes note of whether the grid can be asked now. */
    public void observe(boolean now) {
        if (askable && !now) {
            lost = true;
            events.tell(Event.of(EventType.GRID_LOSS_ENTERED).with("what", what));
        } else if (lost && now) {
            lost = false;
            events.tell(Event.of(EventType.GRID_LOSS_LEFT).with("what", what));
        }
        askable = now;
    }
}
