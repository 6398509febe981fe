package io.gridgate.rollout;

import java.util.Collection;

/**
 * The one place where the nodes agree on the current revision, and where each says what it serves.
 *
 * <p>Every call has a deadline of a few seconds and throws {@link BoardException} after it; a step that was asked for may then have been made
 * or not, and may be asked again. Consistency: {@link #change} is atomic and {@link #read} sees every change that was answered, while the
 * grid is whole. When the grid is gone and back, the board may be empty again.
 *
 * <p>Thread-safety: thread-safe; listeners run on the grid's threads and must return at once.
 */
public interface RevisionBoard {

    /** Returns the state; {@link BoardState#EMPTY} before the first revision. */
    BoardState read() throws BoardException;

    /** Applies {@link BoardState#with} and returns the state after it. */
    BoardState change(BoardChange change) throws BoardException;

    /** Replaces what this node said of itself; it is forgotten some time after the node's last word. */
    void report(NodeReport report) throws BoardException;

    /** Returns the last word of each node, also of nodes that left a short time ago. */
    Collection<NodeReport> reports() throws BoardException;

    /** Calls the listener soon after the state or a report changed; events may be lost, so whoever listens also asks. */
    void onChange(Runnable listener);
}
