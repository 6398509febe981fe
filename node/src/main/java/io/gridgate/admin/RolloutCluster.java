package io.gridgate.admin;

import io.gridgate.rollout.NodeStatus;
import io.gridgate.rollout.Readiness;
import io.gridgate.rollout.Revision;
import io.gridgate.rollout.Rollout;
import java.util.List;
import java.util.Optional;

/**
 * The cluster as a node's rollout sees it.
 *
 * <p>Thread-safety: thread-safe, as the rollout is.
 */
record RolloutCluster(Rollout rollout, String clusterName, String nodeName) implements ClusterView {

    @Override
    public List<NodeStatus> nodes() {
        return rollout.nodes();
    }

    @Override
    public Optional<Revision> served() {
        return rollout.served();
    }

    @Override
    public Readiness readiness() {
        return rollout.readiness();
    }
}
