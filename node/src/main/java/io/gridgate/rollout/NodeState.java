package io.gridgate.rollout;

/**
 * Where a node stands in its life, as its peers and operators see it.
 *
 * <p>Thread-safety: immutable.
 */
public enum NodeState {
    /** Not ready yet. */
    STARTING,
    /** Ready, carrying traffic. */
    SERVING,
    /** On its way out: asks for no new traffic, finishes what it has. */
    DRAINING
}
