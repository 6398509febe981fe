package io.gridgate.config.node;

import io.gridgate.config.value.HostPort;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The grid that the node is a member of, and how it finds the others.
 *
 * <p>Thread-safety: immutable.
 *
 * @param bind the address that the member protocol listens on
 * @param port 0 to 65535; 0 = any free port
 * @param members addresses of peers, this node's own may be among them; empty: alone, unless discovered
 * @param secretFile the key that encrypts secrets in the grid; absent: no secret is kept in it
 * @param consulService the Consul service whose instances are the members; absent: the list counts; never beside {@code members}
 */
public record ClusterConfig(
        String name,
        String bind,
        int port,
        List<HostPort> members,
        @Nullable Path secretFile,
        @Nullable String consulService) {
    public static final ClusterConfig DEFAULT = new ClusterConfig(
            NodeDefaults.CLUSTER_NAME, NodeDefaults.LOOPBACK, NodeDefaults.CLUSTER_PORT, List.of(), null, null);

    public ClusterConfig {
        members = List.copyOf(members);
    }
}
