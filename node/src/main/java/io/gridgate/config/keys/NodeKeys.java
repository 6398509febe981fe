package io.gridgate.config.keys;

import static io.gridgate.config.shape.Quantities.duration;
import static io.gridgate.config.shape.Quantities.durationOrZero;
import static io.gridgate.config.shape.Quantities.integer;
import static io.gridgate.config.shape.Quantities.percent;
import static io.gridgate.config.shape.Quantities.size;
import static io.gridgate.config.shape.Scalars.cidr;
import static io.gridgate.config.shape.Scalars.name;
import static io.gridgate.config.shape.Scalars.oneOf;
import static io.gridgate.config.shape.Scalars.path;
import static io.gridgate.config.shape.Scalars.text;
import static io.gridgate.config.shape.Shapes.distinct;

import io.gridgate.config.node.ClusterConfig;
import io.gridgate.config.node.ConsulConfig;
import io.gridgate.config.node.ListenersConfig;
import io.gridgate.config.node.NodeDefaults;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.node.NodeDocument.Drain;
import io.gridgate.config.node.NodeDocument.Identity;
import io.gridgate.config.node.NodeDocument.Limits;
import io.gridgate.config.node.NodeDocument.Log;
import io.gridgate.config.node.NodeDocument.Memory;
import io.gridgate.config.node.NodeDocument.Tracing;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.ScalarShape;
import io.gridgate.config.shape.Values;
import io.gridgate.config.value.Cidr;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The keys of the node document.
 *
 * <p>Thread-safety: immutable.
 */
public final class NodeKeys {

    private static final long SIZE_MAX = 1L << 40;
    private static final long HEAD_MAX = 1L << 20;
    private static final int WORKERS_MAX = 1_024;

    private NodeKeys() {}

    private static final Key<Identity, String> NAME = Key.of("name", name(), Identity::name,
            "unique in the cluster; default: the machine's host name");
    private static final Key<Identity, String> ZONE = Key.<Identity, String>of("zone", text(), Identity::zone, "the zone it is in")
            .orElse(NodeDefaults.ZONE);
    private static final Key<Identity, Path> DATA_DIR = Key
            .<Identity, Path>of("data_dir", path(), Identity::dataDir, "where it keeps revisions, keys and instances")
            .orElse(Path.of(NodeDefaults.DATA_DIR));
    private static final MapShape<Identity> IDENTITY = MapShape.of("node", "The node itself.", List.of(NAME, ZONE, DATA_DIR),
            v -> new Identity(v.has(NAME) ? v.get(NAME) : HostName.local(), v.get(ZONE), v.get(DATA_DIR)));

    private static final Key<Drain, Duration> RED = Key
            .<Drain, Duration>of("red", durationOrZero(), Drain::red, "how long health requests are answered 503 while it still serves")
            .orElse(NodeDefaults.DRAIN_RED);
    private static final Key<Drain, Duration> DRAIN_TIMEOUT = Key
            .<Drain, Duration>of("timeout", durationOrZero(), Drain::timeout, "how long exchanges under way may take after that")
            .orElse(NodeDefaults.DRAIN_TIMEOUT);
    private static final MapShape<Drain> DRAIN_MAP = MapShape.of("drain", "How the node leaves.", List.of(RED, DRAIN_TIMEOUT),
            v -> new Drain(v.get(RED), v.get(DRAIN_TIMEOUT)));

    private static final Key<OptionalLong, Long> CACHE = Key.of("cache", size(0, SIZE_MAX),
            max -> max.isPresent() ? (Long) max.getAsLong() : null,
            "both levels of the response cache and its backups; default: a quarter of the heap");
    private static final MapShape<OptionalLong> MEMORY_MAP = MapShape.of("memory", "Bounds of memory.", List.of(CACHE), v -> {
        Long max = v.find(CACHE);
        return max == null ? OptionalLong.empty() : OptionalLong.of(max);
    });

    private static final Key<Limits, Integer> CONNECTIONS = Key
            .<Limits, Integer>of("connections", integer(1, 10_000_000), Limits::connections, "open connections of clients")
            .orElse(NodeDefaults.LIMIT_CONNECTIONS);
    private static final Key<Limits, Long> HEADERS = Key
            .<Limits, Long>of("headers", size(1_024, HEAD_MAX), Limits::headersBytes, "the head of a request, without its first line")
            .orElse(NodeDefaults.LIMIT_HEADERS_BYTES);
    private static final Key<Limits, Long> URI = Key
            .<Limits, Long>of("uri", size(64, HEAD_MAX), Limits::uriBytes, "the target of a request").orElse(NodeDefaults.LIMIT_URI_BYTES);
    private static final Key<Limits, Long> BODY = Key
            .<Limits, Long>of("body", size(0, SIZE_MAX), Limits::bodyBytes, "the body of a request, unless its route says otherwise")
            .orElse(NodeDefaults.LIMIT_BODY_BYTES);
    private static final Key<Limits, Duration> HEADER_TIMEOUT = Key
            .<Limits, Duration>of("header_timeout", duration(), Limits::headerTimeout, "from a request's first byte to the end of its head")
            .orElse(NodeDefaults.LIMIT_HEADER_TIMEOUT);
    private static final Key<Limits, Duration> IDLE = Key
            .<Limits, Duration>of("idle", duration(), Limits::idle, "between two requests, and between two bytes of a body")
            .orElse(NodeDefaults.LIMIT_IDLE);
    private static final MapShape<Limits> LIMITS_MAP = MapShape.of("limits", "Bounds of what clients may ask of the node.",
            List.of(CONNECTIONS, HEADERS, URI, BODY, HEADER_TIMEOUT, IDLE),
            v -> new Limits(v.get(CONNECTIONS), v.get(HEADERS), v.get(URI), v.get(BODY), v.get(HEADER_TIMEOUT), v.get(IDLE)));

    private static final Key<Log, NodeDocument.Level> LEVEL = Key.<Log, NodeDocument.Level>of("level", oneOf(NodeDocument.Level.class),
            Log::level, "the least severe message that is written").orElse(NodeDefaults.LOG_LEVEL);
    private static final Key<Log, NodeDocument.Format> FORMAT = Key.<Log, NodeDocument.Format>of("format", oneOf(NodeDocument.Format.class),
            Log::format, "the form of messages").orElse(NodeDefaults.LOG_FORMAT);
    private static final Key<Log, NodeDocument.Access> ACCESS = Key.<Log, NodeDocument.Access>of("access", oneOf(NodeDocument.Access.class),
            Log::access, "where a line for each exchange goes").orElse(NodeDefaults.LOG_ACCESS);
    private static final MapShape<Log> LOG_MAP = MapShape.of("log", "What the node writes of itself.", List.of(LEVEL, FORMAT, ACCESS),
            v -> new Log(v.get(LEVEL), v.get(FORMAT), v.get(ACCESS)));

    private static final Key<Tracing, String> OTLP = Key
            .<Tracing, String>of("otlp_endpoint", Words.URL, Tracing::otlpEndpoint, "the collector that traces go to; absent: none")
            .needs(Feature.TRACING, endpoint -> true);
    private static final Key<Tracing, Double> SAMPLE = Key
            .<Tracing, Double>of("sample", percent(), Tracing::sample, "the share of exchanges that is traced")
            .orElse(NodeDefaults.TRACING_SAMPLE);
    private static final MapShape<Tracing> TRACING_MAP = MapShape.of("tracing", "Where traces go.", List.of(OTLP, SAMPLE),
            v -> new Tracing(v.find(OTLP), v.get(SAMPLE)));

    private static final ScalarShape<OptionalInt> WORKERS_SHAPE = ScalarShape.typed("auto, or number 1-" + WORKERS_MAX, NodeKeys::workers,
            workers -> workers.isPresent() ? (Object) workers.getAsInt() : "auto", node -> {
                node.putArray("type").add("string").add("integer");
                return node;
            });

    private static OptionalInt workers(String text, boolean plain) {
        if (text.equals("auto")) {
            return OptionalInt.empty();
        }
        int workers = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (workers < 1 || workers > WORKERS_MAX) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: auto, or a whole number 1-" + WORKERS_MAX + ")");
        }
        return OptionalInt.of(workers);
    }

    private static final Key<NodeDocument, Identity> NODE_KEY = Key.of("node", IDENTITY, NodeDocument::node, "the node itself");
    private static final Key<NodeDocument, ListenersConfig> LISTENERS = Key
            .<NodeDocument, ListenersConfig>of("listeners", ListenerKeys.LISTENERS, NodeDocument::listeners, "where it listens")
            .orElse(ListenerKeys.DEFAULT);
    private static final Key<NodeDocument, ClusterConfig> CLUSTER = Key
            .<NodeDocument, ClusterConfig>of("cluster", ClusterKeys.CLUSTER, NodeDocument::cluster, "the grid that it is a member of")
            .orElse(ClusterConfig.DEFAULT);
    private static final Key<NodeDocument, ConsulConfig> CONSUL = Key
            .<NodeDocument, ConsulConfig>of("consul", ClusterKeys.CONSUL, NodeDocument::consul, "the Consul agent that it asks")
            .orElse(ConsulConfig.DEFAULT);
    private static final Key<NodeDocument, List<Cidr>> TRUSTED = Key.<NodeDocument, List<Cidr>>of("trusted_proxies", distinct(cidr()),
            NodeDocument::trustedProxies, "whose X-Forwarded-* and Forwarded are believed; default: nobody's").orElse(List.of());
    private static final Key<NodeDocument, OptionalInt> WORKERS = Key
            .<NodeDocument, OptionalInt>of("workers", WORKERS_SHAPE, NodeDocument::workers,
                    "selector threads; auto: one for each processor")
            .orElse(OptionalInt.empty());
    private static final Key<NodeDocument, OptionalLong> MEMORY = Key
            .<NodeDocument, OptionalLong>of("memory", MEMORY_MAP, d -> d.memory().cacheBytes(), "bounds of memory")
            .orElse(OptionalLong.empty());
    private static final Key<NodeDocument, Drain> DRAIN = Key
            .<NodeDocument, Drain>of("drain", DRAIN_MAP, NodeDocument::drain, "how it leaves").orElse(Drain.DEFAULT);
    private static final Key<NodeDocument, Limits> LIMITS = Key
            .<NodeDocument, Limits>of("limits", LIMITS_MAP, NodeDocument::limits, "bounds of what clients may ask").orElse(Limits.DEFAULT);
    private static final Key<NodeDocument, Log> LOG = Key
            .<NodeDocument, Log>of("log", LOG_MAP, NodeDocument::log, "what it writes of itself").orElse(Log.DEFAULT);
    private static final Key<NodeDocument, Tracing> TRACING = Key
            .<NodeDocument, Tracing>of("tracing", TRACING_MAP, NodeDocument::tracing, "where traces go").orElse(Tracing.DEFAULT);

    /** The whole node document. */
    public static final MapShape<NodeDocument> NODE = MapShape.of("node_document",
            "What one machine adds to its cluster; every key may be absent.",
            List.of(NODE_KEY, LISTENERS, CLUSTER, CONSUL, TRUSTED, WORKERS, MEMORY, DRAIN, LIMITS, LOG, TRACING), NodeKeys::document);

    private static NodeDocument document(Values v) {
        Identity node = v.find(NODE_KEY);
        // The machine's name is looked up only where none is given: whoever reads a gateway document needs none.
        return new NodeDocument(node == null ? new Identity(HostName.local(), NodeDefaults.ZONE, Path.of(NodeDefaults.DATA_DIR)) : node,
                v.get(LISTENERS), v.get(CLUSTER), v.get(CONSUL), v.get(TRUSTED), v.get(WORKERS),
                new Memory(v.get(MEMORY)), v.get(DRAIN), v.get(LIMITS), v.get(LOG), v.get(TRACING));
    }
}
