package io.gridgate.service.peer;

import java.util.function.Consumer;

/**
 * The port through which nodes tell one another how much they use instances. What is said is kept nowhere: whoever does not
 * listen at that moment has missed it, and hears the next.
 *
 * <p>Consistency: none beyond the order of what one node says. Without the grid nobody hears.
 * <p>Deadline: {@link #say} returns without waiting for those who hear. Never called on a selector.
 *
 * <p>Thread-safety: thread-safe.
 */
public interface LoadChannel {

    /** Tells the other nodes. Returns false when the grid did not take it. */
    boolean say(LoadReport report);

    /** Calls the listener with what other nodes say from now on; it must return at once. What this node says may come back too. */
    void onSaid(Consumer<LoadReport> listener);
}
