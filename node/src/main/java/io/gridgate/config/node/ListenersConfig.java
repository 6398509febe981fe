package io.gridgate.config.node;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a node listens.
 *
 * <p>Thread-safety: immutable.
 *
 * @param https absent: no TLS listener
 */
public record ListenersConfig(Http http, @Nullable Https https, Admin admin) {
    /**
     * The clear-text proxy listener.
     *
     * @param bind a literal address or {@code localhost}
     * @param port 0 to 65535; 0 = any free port
     */
    public record Http(String bind, int port) {
        public static final Http DEFAULT = new Http(NodeDefaults.ANY_ADDRESS, NodeDefaults.HTTP_PORT);
    }

    /**
     * The TLS proxy listener.
     *
     * @param certificates at least one; the first is shown to a client that names no server
     * @param protocols names of TLS versions as Java writes them
     * @param clientCaFile PEM certificates that client certificates are checked against; present unless {@code clientAuth} is {@code NONE}
     */
    public record Https(
            String bind,
            int port,
            List<Certificate> certificates,
            List<String> protocols,
            ClientAuth clientAuth,
            @Nullable Path clientCaFile) {
        public Https {
            certificates = List.copyOf(certificates);
            protocols = List.copyOf(protocols);
        }
    }

    /**
     * The admin listener; beyond loopback it has a token and certificates.
     *
     * @param tokenFile a file with the token that each call bears; absent: none is asked for
     * @param certificates empty: clear text
     */
    public record Admin(String bind, int port, @Nullable Path tokenFile, List<Certificate> certificates) {
        public static final Admin DEFAULT = new Admin(NodeDefaults.LOOPBACK, NodeDefaults.ADMIN_PORT, null, List.of());

        public Admin {
            certificates = List.copyOf(certificates);
        }
    }

    /** A PEM certificate chain and its PEM private key, read again when the files change. */
    public record Certificate(Path certFile, Path keyFile) {}

    /** What a listener asks of a client's certificate. */
    public enum ClientAuth {
        NONE,
        WANT,
        REQUIRE
    }
}
