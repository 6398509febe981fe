package io.gridgate.service.breaker;

import java.util.Map;
import java.util.Set;

/**
 * The port to the one place where the nodes agree on the states of breakers.
 *
 * <p>Calls block, up to a few seconds, and throw {@link BreakerStoreException} when the grid is gone or silent: a step may then have been
 * made or not. Consistency: {@link #change} is atomic, and {@link #read} sees every change that was answered, while the grid is whole.
 * A state that nobody changed for a day may be forgotten.
 *
 * <p>Thread-safety: thread-safe; never called on a selector. Listeners run on the grid's threads and must return at once.
 */
public interface BreakerStore {

    /** Returns how this node is called in states; it may change when the node was cut off and came back. */
    String memberId() throws BreakerStoreException;

    /** Returns the ids of the live members, this one among them; empty while this node is not in the grid. Without a call. */
    Set<String> members();

    /** Returns the state of that service's breaker; {@link BreakerState.Closed#NEW} if there is none. */
    BreakerState read(String service) throws BreakerStoreException;

    /**
     * Returns the states of those services' breakers, {@link BreakerState.Closed#NEW} where there is none, as each member that keeps some
     * of them answers once; those of a member that does not are missing.
     *
     * @throws BreakerStoreException when this node is not in the grid
     */
    Map<String, BreakerState> read(Set<String> services) throws BreakerStoreException;

    /** Makes the step under these thresholds and returns the state after it. */
    BreakerState change(String service, BreakerChange change, Thresholds thresholds) throws BreakerStoreException;

    /** Calls the listener soon after the service's state changed; events may be lost, so whoever watches also reads. */
    Watch watch(String service, Runnable onChanged) throws BreakerStoreException;

    /** A watch that goes on until it is closed. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
