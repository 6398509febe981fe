package io.gridgate.node;

import io.gridgate.admin.ClusterView;
import io.gridgate.admin.Revisions;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.rollout.ApplyRequest;
import io.gridgate.rollout.ApplyResult;
import io.gridgate.rollout.BoardException;
import io.gridgate.rollout.NodeStatus;
import io.gridgate.rollout.Readiness;
import io.gridgate.rollout.Revision;
import io.gridgate.rollout.Rollout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rollout as the admin API sees it from the node's first moment: before the node is in the grid there are no revisions and no
 * members, and changes are answered that the grid is silent.
 *
 * <p>Thread-safety: thread-safe; the one field is volatile and set once.
 */
final class LateRollout implements Revisions, ClusterView {

    private static final Readiness STARTING = new Readiness(false, false, false, false, "the grid");

    private final String clusterName;
    private final String nodeName;
    private volatile @Nullable Revisions revisions;
    private volatile @Nullable ClusterView cluster;

    LateRollout(String clusterName, String nodeName) {
        this.clusterName = clusterName;
        this.nodeName = nodeName;
    }

    /** The node is in the grid and follows it. */
    void started(Rollout rollout) {
        cluster = ClusterView.of(rollout, clusterName, nodeName);
        revisions = Revisions.of(rollout);
    }

    @Override
    public Optional<Revision> current() {
        Revisions started = revisions;
        return started == null ? Optional.empty() : started.current();
    }

    @Override
    public List<Revision> history() {
        Revisions started = revisions;
        return started == null ? List.of() : started.history();
    }

    @Override
    public Optional<GatewaySource> document(long number) throws BoardException {
        Revisions started = revisions;
        return started == null ? Optional.empty() : started.document(number);
    }

    @Override
    public ApplyResult apply(GatewaySource source, ApplyRequest request) {
        Revisions started = revisions;
        return started == null ? notYet() : started.apply(source, request);
    }

    @Override
    public ApplyResult rollback(long number, ApplyRequest request) {
        Revisions started = revisions;
        return started == null ? notYet() : started.rollback(number, request);
    }

    @Override
    public String clusterName() {
        return clusterName;
    }

    @Override
    public String nodeName() {
        return nodeName;
    }

    @Override
    public List<NodeStatus> nodes() {
        ClusterView started = cluster;
        return started == null ? List.of() : started.nodes();
    }

    @Override
    public Optional<Revision> served() {
        ClusterView started = cluster;
        return started == null ? Optional.empty() : started.served();
    }

    @Override
    public Readiness readiness() {
        ClusterView started = cluster;
        return started == null ? STARTING : started.readiness();
    }

    private static ApplyResult notYet() {
        return new ApplyResult.GridSilent("this node is starting");
    }
}
