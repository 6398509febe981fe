package io.gridgate.config.service;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards a service's instances.
 *
 * <p>Thread-safety: immutable.
 *
 * @param serverName the name asked for and verified; absent: the instance's host
 * @param caFile PEM certificates that are trusted; absent: the platform's
 * @param clientCertFile PEM chain of the client certificate; present together with {@code clientKeyFile}
 * @param clientKeyFile PEM private key
 */
public record UpstreamTlsConfig(
        boolean enabled,
        @Nullable String serverName,
        @Nullable Path caFile,
        @Nullable Path clientCertFile,
        @Nullable Path clientKeyFile) {
    public static final UpstreamTlsConfig OFF = new UpstreamTlsConfig(false, null, null, null, null);
}
