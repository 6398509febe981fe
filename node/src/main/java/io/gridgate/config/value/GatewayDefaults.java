package io.gridgate.config.value;

import io.gridgate.base.Template;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Every default of the gateway document, in one place; the reader, the schema and the reference take them from here.
 *
 * <p>Thread-safety: immutable.
 */
public final class GatewayDefaults {
    public static final int INSTANCE_WEIGHT = 1;
    public static final int INSTANCE_WEIGHT_MAX = 1_000;
    public static final int SPLIT_WEIGHT_MAX = 1_000_000;

    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    public static final Duration FIRST_BYTE_TIMEOUT = Duration.ofSeconds(30);
    public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    public static final int RETRY_ATTEMPTS = 2;
    /** Beside {@code connect_failure} and {@code reset}. */
    public static final Set<Integer> RETRY_STATUSES = ordered(502, 503, 504);
    public static final Set<String> RETRY_METHODS = ordered("GET", "HEAD", "OPTIONS", "PUT", "DELETE");
    public static final double RETRY_BUDGET = 0.20;

    public static final int CONNECTIONS_MAX = 512;
    public static final int CONNECTIONS_MAX_PENDING = 1_024;
    public static final Duration CONNECTIONS_IDLE = Duration.ofSeconds(60);

    public static final Template CONSISTENT_HASH_KEY = Template.parse("{client_ip}");

    public static final String HEALTH_PATH = "/health";
    public static final Duration HEALTH_INTERVAL = Duration.ofSeconds(30);
    public static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(5);
    public static final int HEALTHY_THRESHOLD = 2;
    public static final int UNHEALTHY_THRESHOLD = 3;

    public static final int OUTLIER_CONSECUTIVE_FAILURES = 5;
    public static final Duration OUTLIER_EJECTION = Duration.ofSeconds(30);
    public static final double OUTLIER_MAX_EJECTED = 0.50;

    public static final int BREAKER_FAILURE_THRESHOLD = 5;
    public static final int BREAKER_SUCCESS_THRESHOLD = 3;
    public static final Duration BREAKER_TIMEOUT = Duration.ofSeconds(30);
    public static final Duration BREAKER_HALF_OPEN_TIMEOUT = Duration.ofSeconds(60);

    public static final String VERSION_HEADER = "X-API-Version";

    public static final Template RATE_LIMIT_KEY = Template.parse("{client_ip}");
    public static final int RATE_LIMIT_TOKENS = 1;
    public static final int RATE_LIMIT_MAX_KEYS = 1_000_000;

    public static final long CACHE_MAX_OBJECT_BYTES = 1L << 20;

    public static final long COMPRESSION_MIN_SIZE_BYTES = 1_024;
    public static final List<String> COMPRESSION_CONTENT_TYPES = List.of("application/json", "text/html");
    public static final List<String> COMPRESSION_ENCODINGS = List.of("br", "gzip");

    public static final String JWT_ROLES_CLAIM = "roles";
    public static final List<String> JWT_ALGORITHMS = List.of("RS256", "ES256", "EdDSA");
    public static final Duration JWT_CLOCK_SKEW = Duration.ofSeconds(30);
    public static final String API_KEY_HEADER = "X-API-Key";
    public static final Duration INTROSPECTION_CACHE = Duration.ofSeconds(30);

    public static final int REDIRECT_STATUS = 308;
    public static final int RESPOND_STATUS = 200;
    public static final double MIRROR_PERCENT = 1.0;

    private GatewayDefaults() {}

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    private static <T> Set<T> ordered(T... values) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(values)));
    }
}
