package io.gridgate.rollout;

/**
 * What a node says of itself to the others.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node its name
 * @param memberId the run that says so
 * @param state where it stands
 * @param revision the number it serves; 0: none
 * @param newest the highest number that its disk keeps; 0: none
 * @param problem why it does not serve the current revision; empty if it does
 */
public record NodeReport(String node, String memberId, NodeState state, long revision, long newest, String problem) {}
