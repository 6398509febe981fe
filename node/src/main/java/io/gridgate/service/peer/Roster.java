package io.gridgate.service.peer;

import java.util.List;

/**
 * The port through which a node knows which others are alive, to divide recurring work with them.
 *
 * <p>Answers from what this node knows, without a call. Without the grid the node is alone. A node that hangs stays on the
 * roster until its silence was noticed, about five seconds; two nodes may for a moment have different rosters, and then some
 * work is done once too often.
 *
 * <p>Thread-safety: thread-safe; listeners must return at once.
 */
public interface Roster {

    /** Returns the name of this node. */
    String self();

    /** Returns the names of the live nodes, sorted, this one among them. */
    List<String> nodes();

    /** Calls the listener soon after the nodes changed. */
    void onChange(Runnable listener);
}
