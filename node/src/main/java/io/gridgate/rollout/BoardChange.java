package io.gridgate.rollout;

import java.util.List;
import java.util.Set;

/**
 * One step of the protocol on the board. Repeating a step changes nothing more, so that a step whose answer was lost may be asked again.
 *
 * <p>Thread-safety: immutable.
 */
public sealed interface BoardChange {

    /** Puts up a proposal; void if there is one, or another number is current than it expects. */
    record Propose(Proposal proposal) implements BoardChange {}

    /** Adds a node's word; void if that proposal is not up any more. */
    record Acknowledge(String proposalId, Acknowledgement word) implements BoardChange {}

    /** Makes the proposal current; void unless it is up, stands on the current number, and each of these members has agreed. */
    record Commit(String proposalId, Set<String> memberIds) implements BoardChange {
        public Commit {
            memberIds = Set.copyOf(memberIds);
        }
    }

    /** Takes a proposal down; void if it is not up. */
    record Abort(String proposalId) implements BoardChange {}

    /** Gives an empty board what a node has kept; void if there is a current revision. */
    record Install(String clusterId, List<Revision> history) implements BoardChange {
        public Install {
            history = List.copyOf(history);
            if (history.isEmpty()) {
                throw new IllegalArgumentException("history: empty (expected: at least one revision)");
            }
        }
    }

    /** Adds older revisions that the board has lost and a disk has kept; void for those that it has, and for another cluster's. */
    record Complete(String clusterId, List<Revision> older) implements BoardChange {
        public Complete {
            older = List.copyOf(older);
        }
    }
}
