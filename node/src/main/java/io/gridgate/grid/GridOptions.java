package io.gridgate.grid;

import io.gridgate.base.Secret;
import io.gridgate.config.value.HostPort;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a node takes its place in the grid.
 *
 * <p>Thread-safety: immutable; {@code peers} is called by the grid's threads and may block for about a second.
 *
 * @param node who it is
 * @param clusterName of the grid; members of another name are strangers
 * @param bind the one address that the member protocol listens on
 * @param port 0 = any free port
 * @param peers addresses of members, this node's own may be among them; asked at start and, while members are missing, again and again
 * @param cacheOctets this member's share of stored answers, copies included
 * @param secret the key that every member of this grid has; absent: no member has one
 */
public record GridOptions(Node node, String clusterName, String bind, int port, Supplier<List<HostPort>> peers,
        long cacheOctets, @Nullable Secret secret) {

    /**
     * Who the node is.
     *
     * @param name unique among live nodes
     * @param zone of the node
     * @param version of Gridgate
     * @param started when the process started
     */
    public record Node(String name, String zone, String version, Instant started) {}
}
