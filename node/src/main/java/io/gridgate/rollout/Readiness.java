package io.gridgate.rollout;

/**
 * Whether a node may take traffic, and what it still waits for.
 *
 * <p>Once all facts hold the node is ready for good: later it serves its last revision through the loss of the grid.
 *
 * <p>Thread-safety: immutable.
 *
 * @param inGrid whether it is a member, alone or with others
 * @param partitionsAssigned whether every part of the grid's data has an owner
 * @param servingCurrent whether it serves the current revision, or there is none
 * @param ready whether all facts held at some time
 * @param waitingFor in words; empty when ready
 */
public record Readiness(boolean inGrid, boolean partitionsAssigned, boolean servingCurrent, boolean ready, String waitingFor) {}
