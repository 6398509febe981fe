package io.gridgate.event;

import java.util.function.Consumer;

/**
 * The port through which nodes tell one another what happened. What is told is kept nowhere: whoever does not listen at that moment has
 * missed it, and sees so by the next one's sequence.
 *
 * <p>Consistency: none beyond the order of what one node tells. Without the grid nobody hears.
 * <p>Deadline: {@link #tell} may take as long as the grid takes to send; it does not wait for those who hear. Never called on a selector.
 *
 * <p>Thread-safety: thread-safe.
 */
public interface EventChannel {

    /** Tells the other nodes. Returns false when the grid did not take it. */
    boolean tell(ToldEvent event);

    /** Calls the listener with what other nodes tell from now on; it must return at once. What this node tells may come back too. */
    void onTold(Consumer<ToldEvent> listener);
}
