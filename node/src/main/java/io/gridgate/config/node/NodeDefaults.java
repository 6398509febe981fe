package io.gridgate.config.node;

import io.gridgate.config.value.HostPort;
import java.time.Duration;
import java.util.List;

/**
 * Every default of the node document, in one place. The node's name has none here: it is the machine's host name.
 *
 * <p>Thread-safety: immutable.
 */
public final class NodeDefaults {
    public static final String ZONE = "default";
    public static final String DATA_DIR = "data";
    public static final String ANY_ADDRESS = "0.0.0.0";
    public static final String LOOPBACK = "127.0.0.1";
    public static final int HTTP_PORT = 8080;
    public static final int HTTPS_PORT = 8443;
    public static final int ADMIN_PORT = 9080;
    public static final List<String> TLS_PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

    public static final String CLUSTER_NAME = "gridgate";
    public static final int CLUSTER_PORT = 5701;
    public static final HostPort CONSUL_ADDRESS = new HostPort(LOOPBACK, 8500);

    public static final Duration DRAIN_RED = Duration.ofSeconds(5);
    public static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

    public static final int LIMIT_CONNECTIONS = 10_000;
    public static final long LIMIT_HEADERS_BYTES = 64L << 10;
    public static final long LIMIT_URI_BYTES = 16L << 10;
    public static final long LIMIT_BODY_BYTES = 100_000_000;
    public static final Duration LIMIT_HEADER_TIMEOUT = Duration.ofSeconds(10);
    public static final Duration LIMIT_IDLE = Duration.ofSeconds(75);

    public static final NodeDocument.Level LOG_LEVEL = NodeDocument.Level.INFO;
    public static final NodeDocument.Format LOG_FORMAT = NodeDocument.Format.JSON;
    public static final NodeDocument.Access LOG_ACCESS = NodeDocument.Access.STDOUT;
    public static final double TRACING_SAMPLE = 0.01;

    private NodeDefaults() {}
}
