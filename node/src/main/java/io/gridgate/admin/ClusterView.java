package io.gridgate.admin;

import io.gridgate.rollout.NodeStatus;
import io.gridgate.rollout.Readiness;
import io.gridgate.rollout.Revision;
import io.gridgate.rollout.Rollout;
import java.util.List;
import java.util.Optional;

/**
 * What the API shows of the grid and of this node's place in it.
 *
 * <p>Thread-safety: thread-safe. May block up to its own deadline; called on virtual threads only.
 */
public interface ClusterView {

    /** Returns the cluster's name. */
    String clusterName();

    /** Returns this node's name. */
    String nodeName();

    /** Returns the live nodes, this one among them once it is in the grid. */
    List<NodeStatus> nodes();

    /** Returns the revision that this node serves, if there is one. */
    Optional<Revision> served();

    /** Returns whether this node can take traffic. */
    Readiness readiness();

    /** Returns what the rollout of the node of that name sees. */
    static ClusterView of(Rollout rollout, String clusterName, String nodeName) {
        return new RolloutCluster(rollout, clusterName, nodeName);
    }
}
