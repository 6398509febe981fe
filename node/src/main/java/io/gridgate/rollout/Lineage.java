package io.gridgate.rollout;

import java.util.Optional;

/**
 * How the revisions on a node's disk stand to those of the grid.
 *
 * <p>Thread-safety: immutable.
 */
enum Lineage {
    /** The newest is the grid's current one. */
    SAME,
    /** The grid goes on from the newest, or the disk is empty. */
    BEHIND,
    /** The disk goes on from the grid's current one. */
    AHEAD,
    /** Both went on from a common one, differently: the grid's stays. */
    FORK,
    /** They belong to different clusters. */
    FOREIGN;

    /** Returns how {@code mine} stands to a grid that has a current revision. */
    static Lineage of(StoredHistory mine, BoardState grid) {
        if (mine.number() == 0) {
            return BEHIND;
        }
        if (!mine.clusterId().isEmpty() && !mine.clusterId().equals(grid.clusterId())) {
            return FOREIGN;
        }
        if (divergesAt(mine, grid) <= Math.max(mine.number(), grid.number())) {
            return FORK;
        }
        return mine.number() == grid.number() ? SAME : mine.number() < grid.number() ? BEHIND : AHEAD;
    }

    /**
     * Returns the lowest number that both must have in common, were one the continuation of the other, and have not; or a number above both.
     * Revisions older than what both keep are taken for common.
     */
    static long divergesAt(StoredHistory mine, BoardState grid) {
        for (Revision revision : mine.committed()) {
            Optional<Revision> other = grid.revision(revision.number());
            if (other.isPresent() && !other.get().isSameAs(revision)) {
                return revision.number();
            }
            Optional<Revision> before = grid.revision(revision.number() - 1);
            if (other.isEmpty() && before.isPresent() && !before.get().sha256().equals(revision.parentSha256())) {
                return revision.number();
            }
        }
        return Long.MAX_VALUE;
    }
}
