package io.gridgate.rollout;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A change of the current revision that waits for every node's word.
 *
 * <p>Thread-safety: immutable.
 *
 * @param id of this attempt
 * @param clusterId that the grid gets if it has none yet
 * @param expected the current number that it stands on; 0: none
 * @param lineage the revisions that follow that number, in order, not empty; the last one is proposed to be served
 * @param proposer the node that conducts it
 * @param proposerId the run of it; the proposal dies with it
 * @param acknowledgements key: member id, value: its word
 */
public record Proposal(String id, String clusterId, long expected, List<Revision> lineage, String proposer, String proposerId,
        Map<String, Acknowledgement> acknowledgements) {

    public Proposal {
        lineage = List.copyOf(lineage);
        acknowledgements = Map.copyOf(acknowledgements);
        if (lineage.isEmpty() || lineage.getFirst().number() <= expected) {
            throw new IllegalArgumentException("lineage: " + lineage + " (expected: numbers above " + expected + ")");
        }
    }

    /** Returns the revision that is proposed to be served. */
    public Revision revision() {
        return lineage.getLast();
    }

    /** Returns whether each of these members has agreed. */
    boolean isAgreedBy(Set<String> memberIds) {
        return memberIds.stream().allMatch(id -> {
            Acknowledgement word = acknowledgements.get(id);
            return word != null && word.isAgreed();
        });
    }
}
