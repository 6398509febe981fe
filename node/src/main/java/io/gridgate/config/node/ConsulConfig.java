package io.gridgate.config.node;

import io.gridgate.config.value.HostPort;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The Consul agent that the node asks.
 *
 * <p>Thread-safety: immutable.
 *
 * @param tokenFile a file with the ACL token; absent: none
 */
public record ConsulConfig(HostPort address, @Nullable Path tokenFile, Tls tls) {
    public static final ConsulConfig DEFAULT = new ConsulConfig(NodeDefaults.CONSUL_ADDRESS, null, Tls.OFF);

    /** TLS towards the agent. */
    public record Tls(
            boolean enabled,
            @Nullable String serverName,
            @Nullable Path caFile,
            @Nullable Path clientCertFile,
            @Nullable Path clientKeyFile) {
        public static final Tls OFF = new Tls(false, null, null, null, null);
    }
}
