package io.gridgate.rollout;

import java.util.List;

/**
 * The live nodes of the grid, as this node sees them.
 *
 * <p>Answers from what this node knows, without a call: a node that was paused or cut off is a member until its silence was noticed.
 *
 * <p>Thread-safety: thread-safe; listeners run on the grid's threads and must return at once.
 */
public interface Membership {

    /** Returns this node; its id may change when it was cut off and came back. */
    NodeIdentity self();

    /** Returns the live nodes, this one among them, the longest member first; empty while this node is not in the grid. */
    List<NodeIdentity> members();

    /** Returns whether this node is in the grid and every part of the grid's data has an owner. */
    boolean isSettled();

    /** Calls the listener soon after a node came or left. */
    void onChange(Runnable listener);
}
