package io.gridgate.config.node;

import io.gridgate.config.value.Cidr;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one machine adds to the cluster: its name, its listeners, its peers and its bounds.
 *
 * <p>Thread-safety: immutable.
 *
 * @param trustedProxies whose {@code X-Forwarded-*} and {@code Forwarded} are believed; empty: nobody's
 * @param workers selector threads; empty: one per processor
 */
public record NodeDocument(
        Identity node,
        ListenersConfig listeners,
        ClusterConfig cluster,
        ConsulConfig consul,
        List<Cidr> trustedProxies,
        OptionalInt workers,
        Memory memory,
        Drain drain,
        Limits limits,
        Log log,
        Tracing tracing) {
    public NodeDocument {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** The node's name, unique in its cluster, its zone, and the directory of what it keeps on disk. */
    public record Identity(String name, String zone, Path dataDir) {}

    /** Bounds of memory; {@code cacheBytes} empty: a quarter of the heap. */
    public record Memory(OptionalLong cacheBytes) {}

    /**
     * How a node leaves.
     *
     * @param red how long it answers health requests with 503 and still serves
     * @param timeout how long exchanges under way may take after that
     */
    public record Drain(Duration red, Duration timeout) {
        public static final Drain DEFAULT = new Drain(NodeDefaults.DRAIN_RED, NodeDefaults.DRAIN_TIMEOUT);
    }

    /**
     * Bounds of what clients may ask of the node.
     *
     * @param connections open connections of all proxy listeners
     * @param headersBytes the head of a request, without its first line
     * @param uriBytes the target of a request
     * @param bodyBytes the body of a request, unless its route says otherwise
     * @param headerTimeout from a request's first octet to the end of its head
     * @param idle between two requests of a connection, and between two octets of a body
     */
    public record Limits(
            int connections, long headersBytes, long uriBytes, long bodyBytes, Duration headerTimeout, Duration idle) {
        public static final Limits DEFAULT = new Limits(NodeDefaults.LIMIT_CONNECTIONS, NodeDefaults.LIMIT_HEADERS_BYTES,
                NodeDefaults.LIMIT_URI_BYTES, NodeDefaults.LIMIT_BODY_BYTES, NodeDefaults.LIMIT_HEADER_TIMEOUT,
                NodeDefaults.LIMIT_IDLE);
    }

    /** What the node writes of itself. */
    public record Log(Level level, Format format, Access access) {
        public static final Log DEFAULT = new Log(NodeDefaults.LOG_LEVEL, NodeDefaults.LOG_FORMAT, NodeDefaults.LOG_ACCESS);
    }

    /** The least severe message that is written. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** The form of the node's messages. */
    public enum Format {
        JSON,
        TEXT
    }

    /** Where a line for each exchange goes. */
    public enum Access {
        STDOUT,
        FILE,
        OFF
    }

    /** Where traces go; {@code otlpEndpoint} absent: nowhere; {@code sample}: share of exchanges, 0.0 to 1.0. */
    public record Tracing(@Nullable String otlpEndpoint, double sample) {
        public static final Tracing DEFAULT = new Tracing(null, NodeDefaults.TRACING_SAMPLE);
    }
}
