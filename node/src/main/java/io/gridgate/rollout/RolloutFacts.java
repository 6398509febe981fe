package io.gridgate.rollout;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node's last step found, for whoever asks from other threads.
 *
 * <p>Thread-safety: immutable.
 *
 * @param view the cluster as it was seen then; absent before the first look
 * @param served the revision that this node serves
 * @param settled whether every part of the grid's data has an owner
 * @param serving whether it is the current one, or there is none
 * @param ready whether the node was ready once
 * @param stableSize the members that the cluster last had while it was whole
 * @param refusal why this node must not go on; absent: it may
 * @param problem why it does not serve the current revision; empty if it does
 */
record RolloutFacts(@Nullable View view, Optional<Revision> served, boolean settled, boolean serving, boolean ready, int stableSize,
        @Nullable RolloutRefusedException refusal, String problem) {

    static final RolloutFacts NONE = new RolloutFacts(null, Optional.empty(), false, false, false, 0, null, "");

    /** Returns the same while this node is not in the grid. */
    RolloutFacts outside() {
        return new RolloutFacts(null, served, false, false, ready, stableSize, refusal, problem);
    }

    Readiness readiness() {
        String waitingFor = ready ? ""
                : view == null ? "the grid"
                        : !problem.isEmpty() ? problem : !settled ? "the grid's partitions" : "the current revision";
        return new Readiness(view != null, settled, serving, ready, waitingFor);
    }

    List<Revision> history() {
        return view == null ? List.of() : view.state().history();
    }

    List<NodeStatus> nodes() {
        View seen = view;
        if (seen == null) {
            return List.of();
        }
        return seen.members().stream().map(member -> status(member, seen.report(member))).toList();
    }

    private static NodeStatus status(NodeIdentity member, Optional<NodeReport> report) {
        return report.map(said -> new NodeStatus(member, said.state(), said.revision(), said.problem()))
                .orElseGet(() -> new NodeStatus(member, NodeState.STARTING, 0, ""));
    }
}
