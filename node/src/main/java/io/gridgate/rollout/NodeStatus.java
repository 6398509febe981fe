package io.gridgate.rollout;

/**
 * A live node with what it last said of itself.
 *
 * <p>Thread-safety: immutable.
 *
 * @param identity who it is
 * @param state where it stands; starting until it said so
 * @param revision the number it serves; 0: none, or not said yet
 * @param problem why it does not serve the current revision; empty if it does
 */
public record NodeStatus(NodeIdentity identity, NodeState state, long revision, String problem) {}
