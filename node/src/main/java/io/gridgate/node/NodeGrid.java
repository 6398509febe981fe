package io.gridgate.node;

import io.gridgate.base.Secret;
import io.gridgate.cache.ResponseCache;
import io.gridgate.config.node.ClusterConfig;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.value.HostPort;
import io.gridgate.discovery.ConsulPeers;
import io.gridgate.discovery.DiscoveryPorts;
import io.gridgate.grid.GridMember;
import io.gridgate.grid.GridOptions;
import io.gridgate.grid.GridRefusedException;
import io.gridgate.rollout.PackedDocument;
import io.gridgate.rollout.RevisionLoader;
import io.gridgate.rollout.Rollout;
import io.gridgate.rollout.RolloutOptions;
import io.gridgate.rollout.RolloutPorts;
import io.gridgate.store.DataDir;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The node's place in the grid, and the rollout that follows it.
 *
 * <p>Thread-safety: immutable; its parts are thread-safe.
 *
 * @param peers how the member finds others in Consul; absent: it has a list
 * @param traffic has what asks the grid
 */
record NodeGrid(GridMember member, Rollout rollout, @Nullable ConsulPeers peers, Traffic traffic) implements AutoCloseable {

    /** Joins the grid and begins to follow its revisions; {@code onJoined} is told in between, so that what a revision needs is there. */
    static NodeGrid join(NodeDocument document, DataDir disk, Traffic traffic, RevisionLoader loader,
            @Nullable PackedDocument initial, Consumer<GridMember> onJoined)
            throws IOException, GridRefusedException {
        Closing begun = new Closing();
        try {
            ConsulPeers peers = peers(document, traffic.discoveryPorts(), begun);
            GridMember member = begun.add("member", GridMember.start(options(document, peers)));
            onJoined.accept(member);
            Rollout rollout = Rollout.start(new RolloutPorts(member.board(), member.shelf(), member.membership(), disk.revisions(), loader,
                    traffic.events()),
                    RolloutOptions.of(initial));
            member.lastKnownMembers(rollout::lastKnownMembers);
            return new NodeGrid(member, rollout, peers, traffic);
        } catch (IOException | GridRefusedException | RuntimeException e) {
            begun.close();
            throw e;
        }
    }

    /** Makes the node known before it joins, so that nodes that start at once find one another. */
    private static @Nullable ConsulPeers peers(NodeDocument document, DiscoveryPorts discovery, Closing begun)
            throws IOException {
        ClusterConfig cluster = document.cluster();
        if (cluster.consulService() == null) {
            return null;
        }
        ConsulPeers peers = begun.add("peers", ConsulPeers.follow(document.consul(), cluster.consulService(), discovery));
        peers.register(document.node().name(), new HostPort(cluster.bind(), cluster.port()));
        return peers;
    }

    private static GridOptions options(NodeDocument document, @Nullable ConsulPeers peers) throws IOException {
        ClusterConfig cluster = document.cluster();
        GridOptions.Node self = new GridOptions.Node(document.node().name(), document.node().zone(), version(),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
        return new GridOptions(self, cluster.name(), cluster.bind(), cluster.port(), peers == null ? cluster::members : peers,
                ResponseCache.gridOctets(Traffic.cacheOctets(document)), secret(cluster.secretFile()));
    }

    private static @Nullable Secret secret(@Nullable Path file) throws IOException {
        return file == null ? null : Secret.of(Files.readString(file).strip());
    }

    private static String version() {
        String version = GatewayNode.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    int members() {
        return member.membership().members().size();
    }

    /** Nothing is asked of a grid that the node has left. */
    @Override
    public void close() {
        if (peers != null) {
            peers.close();
        }
        rollout.close();
        traffic.leaveGrid();
        member.close();
    }
}
