package io.gridgate.config.keys;

import static io.gridgate.config.shape.Quantities.duration;
import static io.gridgate.config.shape.Quantities.durationOrZero;
import static io.gridgate.config.shape.Quantities.integer;
import static io.gridgate.config.shape.Quantities.longInteger;
import static io.gridgate.config.shape.Quantities.size;
import static io.gridgate.config.shape.Scalars.bool;
import static io.gridgate.config.shape.Scalars.name;
import static io.gridgate.config.shape.Scalars.oneOf;
import static io.gridgate.config.shape.Scalars.template;
import static io.gridgate.config.shape.Scalars.text;
import static io.gridgate.config.shape.Shapes.distinct;
import static io.gridgate.config.shape.Shapes.json;
import static io.gridgate.config.shape.Shapes.list;
import static io.gridgate.config.shape.Shapes.named;

import io.gridgate.base.DurationText;
import io.gridgate.base.Template;
import io.gridgate.config.gateway.CachePolicyConfig;
import io.gridgate.config.gateway.CompressionConfig;
import io.gridgate.config.gateway.ConcurrencyLimitConfig;
import io.gridgate.config.gateway.PlanConfig;
import io.gridgate.config.gateway.PlanConfig.Allowance;
import io.gridgate.config.gateway.RateLimitConfig;
import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.config.gateway.RateLimitConfig.Mode;
import io.gridgate.config.gateway.RateLimitConfig.OnGridLoss;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.Shape;
import io.gridgate.config.shape.Values;
import io.gridgate.config.value.GatewayDefaults;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The keys of limits, cache policies, compression and plans.
 *
 * <p>Thread-safety: immutable.
 */
final class PolicyKeys {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration RATE_WINDOW_MIN = Duration.ofMillis(100);
    private static final long COUNT_MAX = 1_000_000_000_000L;
    private static final String CONCURRENCY_KIND = "concurrency limit";

    private PolicyKeys() {}

    private static Shape<String> defines(String kind) {
        return name().then((name, path, reading) -> reading.define(kind, name, path));
    }

    private static final Key<RateLimitConfig, String> NAME = Key
            .<RateLimitConfig, String>of("name", defines(RouteKeys.RATE_LIMIT_KIND), RateLimitConfig::name,
                    "what routes name it by; counters belong to the name")
            .required();
    private static final Key<RateLimitConfig, PathPattern> PATH = Key.of("path", MatchKeys.PATH, RateLimitConfig::path,
            "where it applies; absent: where a route names it");
    private static final Key<RateLimitConfig, Template> KEY = Key
            .<RateLimitConfig, Template>of("key", template(), RateLimitConfig::key, "what is counted")
            .orElse(GatewayDefaults.RATE_LIMIT_KEY);
    private static final Key<RateLimitConfig, Long> LIMIT = Key
            .<RateLimitConfig, Long>of("limit", longInteger(1, COUNT_MAX), RateLimitConfig::limit, "requests in a window").required();
    private static final Key<RateLimitConfig, Duration> WINDOW = Key.<RateLimitConfig, Duration>of("window", duration(SECOND, MILLISECOND),
            RateLimitConfig::window, "the time that is counted in").required();
    private static final Key<RateLimitConfig, Algorithm> ALGORITHM = Key
            .<RateLimitConfig, Algorithm>of("algorithm", oneOf(Algorithm.class), RateLimitConfig::algorithm, "how it is counted")
            .orElse(Algorithm.FIXED_WINDOW);
    private static final Key<RateLimitConfig, Mode> MODE = Key.<RateLimitConfig, Mode>of("mode", oneOf(Mode.class), RateLimitConfig::mode,
            "exact: the grid is asked each time; leased: nodes borrow; local: each node for itself").orElse(Mode.LEASED);
    private static final Key<RateLimitConfig, OnGridLoss> ON_GRID_LOSS = Key
            .<RateLimitConfig, OnGridLoss>of("on_grid_loss", oneOf(OnGridLoss.class),
                    RateLimitConfig::onGridLoss, "what it does while the grid cannot be asked")
            .orElse(OnGridLoss.SHARE);
    private static final Key<RateLimitConfig, Long> BURST = Key.of("burst", longInteger(1, COUNT_MAX), RateLimitConfig::burst,
            "what a token_bucket holds at most; default: limit");
    private static final Key<RateLimitConfig, Integer> TOKENS = Key.<RateLimitConfig, Integer>of("tokens", integer(1, 1_000_000),
            RateLimitConfig::tokens, "what one request costs").orElse(GatewayDefaults.RATE_LIMIT_TOKENS);
    private static final Key<RateLimitConfig, Boolean> SHADOW = Key
            .<RateLimitConfig, Boolean>of("shadow", bool(), RateLimitConfig::shadow, "whether it only counts and never refuses")
            .orElse(false);
    private static final Key<RateLimitConfig, Integer> MAX_KEYS = Key.<RateLimitConfig, Integer>of("max_keys", integer(1, 100_000_000),
            RateLimitConfig::maxKeys, "keys that are counted at once").orElse(GatewayDefaults.RATE_LIMIT_MAX_KEYS);
    static final Shape<List<RateLimitConfig>> RATE_LIMITS = list(
            MapShape.checked("rate_limit", "How many requests of one key are let through in a time.",
                    List.of(NAME, PATH, KEY, LIMIT, WINDOW, ALGORITHM, MODE, ON_GRID_LOSS, BURST, TOKENS, SHADOW, MAX_KEYS),
                    PolicyKeys::rateLimit));

    private static RateLimitConfig rateLimit(Values v, String path, Reading reading) {
        if (v.has(BURST) && v.get(ALGORITHM) != Algorithm.TOKEN_BUCKET) {
            reading.error(path + ".burst", "only a token_bucket has a burst");
        }
        if (v.get(WINDOW).compareTo(RATE_WINDOW_MIN) < 0) {
            reading.error(path + ".window", DurationText.format(v.get(WINDOW)) + " (expected: at least "
                    + DurationText.format(RATE_WINDOW_MIN) + ", since a window has to outlast the way to its counter)");
        }
        Long burst = v.find(BURST);
        long most = burst == null ? v.get(LIMIT) : burst;
        if (v.get(TOKENS) > most) {
            reading.error(path + ".tokens", "one request costs " + v.get(TOKENS) + ", more than the limit ever holds (" + most + ")");
        }
        return new RateLimitConfig(v.get(NAME), v.find(PATH), v.get(KEY), v.get(LIMIT), v.get(WINDOW), v.get(ALGORITHM), v.get(MODE),
                v.get(ON_GRID_LOSS), burst, v.get(TOKENS), v.get(SHADOW), v.get(MAX_KEYS));
    }

    private static final Key<ConcurrencyLimitConfig, String> C_NAME = Key
            .<ConcurrencyLimitConfig, String>of("name", defines(CONCURRENCY_KIND), ConcurrencyLimitConfig::name, "its name").required();
    private static final Key<ConcurrencyLimitConfig, PathPattern> C_PATH = Key.of("path", MatchKeys.PATH, ConcurrencyLimitConfig::path,
            "where it applies; absent: everywhere");
    private static final Key<ConcurrencyLimitConfig, Template> C_KEY = Key
            .<ConcurrencyLimitConfig, Template>of("key", template(), ConcurrencyLimitConfig::key, "what is counted")
            .orElse(GatewayDefaults.RATE_LIMIT_KEY);
    private static final Key<ConcurrencyLimitConfig, Integer> C_LIMIT = Key
            .<ConcurrencyLimitConfig, Integer>of("limit", integer(1, 1_000_000), ConcurrencyLimitConfig::limit,
                    "requests under way at once")
            .required();
    private static final Key<ConcurrencyLimitConfig, OnGridLoss> C_ON_GRID_LOSS = Key
            .<ConcurrencyLimitConfig, OnGridLoss>of("on_grid_loss", oneOf(OnGridLoss.class), ConcurrencyLimitConfig::onGridLoss,
                    "what it does while the grid cannot be asked")
            .orElse(OnGridLoss.SHARE);
    private static final Key<ConcurrencyLimitConfig, Boolean> C_SHADOW = Key
            .<ConcurrencyLimitConfig, Boolean>of("shadow", bool(), ConcurrencyLimitConfig::shadow,
                    "whether it only counts and never refuses")
            .orElse(false);
    static final Shape<List<ConcurrencyLimitConfig>> CONCURRENCY_LIMITS = list(MapShape.of("concurrency_limit",
            "How many requests of one key may be under way at once.", List.of(C_NAME, C_PATH, C_KEY, C_LIMIT, C_ON_GRID_LOSS, C_SHADOW),
            v -> new ConcurrencyLimitConfig(v.get(C_NAME), v.find(C_PATH), v.get(C_KEY), v.get(C_LIMIT), v.get(C_ON_GRID_LOSS),
                    v.get(C_SHADOW))));

    private static final Key<CachePolicyConfig, Duration> TTL = Key.of("ttl", duration(SECOND, MILLISECOND), CachePolicyConfig::ttl,
            "how long an answer is fresh whose origin states nothing");
    private static final Key<CachePolicyConfig, Duration> HEURISTIC_MAX = Key.of("heuristic_max", duration(SECOND, MILLISECOND),
            CachePolicyConfig::heuristicMax,
            "an answer whose origin states only Last-Modified is fresh for a tenth of the time since then, at most so long; absent: it is not");
    private static final Key<CachePolicyConfig, Template> CACHE_KEY = Key.of("key", template(), CachePolicyConfig::key,
            "default: method, scheme, host, path, query and Vary");
    private static final Key<CachePolicyConfig, List<Template>> TAGS = Key
            .<CachePolicyConfig, List<Template>>of("tags", list(template()), CachePolicyConfig::tags, "names that entries are purged by")
            .orElse(List.of());
    private static final Key<CachePolicyConfig, Duration> STALE_REVALIDATE = Key.of("stale_while_revalidate", durationOrZero(),
            CachePolicyConfig::staleWhileRevalidate, "how long a stale answer is given while a new one is fetched");
    private static final Key<CachePolicyConfig, Duration> STALE_ERROR = Key.of("stale_if_error", durationOrZero(),
            CachePolicyConfig::staleIfError,
            "how long a stale answer is given when the origin fails");
    private static final Key<CachePolicyConfig, Long> MAX_OBJECT = Key.<CachePolicyConfig, Long>of("max_object", size(1, 1L << 30),
            CachePolicyConfig::maxObjectBytes, "the largest answer that is stored").orElse(GatewayDefaults.CACHE_MAX_OBJECT_BYTES);
    private static final Key<CachePolicyConfig, Boolean> RESPECT_ORIGIN = Key.<CachePolicyConfig, Boolean>of("respect_origin", bool(),
            CachePolicyConfig::respectOrigin, "whether RFC 9111 decides, or ttl and key do").orElse(true);
    private static final Key<CachePolicyConfig, Boolean> SHARED = Key
            .<CachePolicyConfig, Boolean>of("shared", bool(), CachePolicyConfig::shared,
                    "whether answers to requests with Authorization are shared")
            .orElse(false);
    static final MapShape<CachePolicyConfig> CACHE_POLICY = MapShape.of("cache_policy",
            "How the answers of the routes that name it are cached.",
            List.of(TTL, HEURISTIC_MAX, CACHE_KEY, TAGS, STALE_REVALIDATE, STALE_ERROR, MAX_OBJECT, RESPECT_ORIGIN, SHARED),
            v -> new CachePolicyConfig(v.find(TTL), v.find(HEURISTIC_MAX), v.find(CACHE_KEY), v.get(TAGS), v.find(STALE_REVALIDATE),
                    v.find(STALE_ERROR), v.get(MAX_OBJECT), v.get(RESPECT_ORIGIN), v.get(SHARED)));

    private static final Key<CompressionConfig, Boolean> ENABLED = Key
            .<CompressionConfig, Boolean>of("enabled", bool(), CompressionConfig::enabled, "whether answers are compressed").orElse(true);
    private static final Key<CompressionConfig, Long> MIN_SIZE = Key.<CompressionConfig, Long>of("min_size", size(0, 1L << 30),
            CompressionConfig::minSizeBytes, "the smallest answer that is").orElse(GatewayDefaults.COMPRESSION_MIN_SIZE_BYTES);
    private static final Key<CompressionConfig, List<String>> CONTENT_TYPES = Key.<CompressionConfig, List<String>>of("content_types",
            distinct(Words.MEDIA_TYPE), CompressionConfig::contentTypes, "the media types that are")
            .orElse(GatewayDefaults.COMPRESSION_CONTENT_TYPES);
    private static final Key<CompressionConfig, List<String>> ENCODINGS = Key.<CompressionConfig, List<String>>of("encodings",
            distinct(oneOf(GatewayDefaults.COMPRESSION_ENCODINGS)), CompressionConfig::encodings, "the encodings, the preferred first")
            .orElse(GatewayDefaults.COMPRESSION_ENCODINGS);
    static final MapShape<CompressionConfig> COMPRESSION = MapShape.of("compression", "Which answers are compressed.",
            List.of(ENABLED, MIN_SIZE, CONTENT_TYPES, ENCODINGS),
            v -> new CompressionConfig(v.get(ENABLED), v.get(MIN_SIZE), v.get(CONTENT_TYPES), v.get(ENCODINGS)));

    private static final Key<Allowance, Long> A_LIMIT = Key
            .<Allowance, Long>of("limit", longInteger(1, COUNT_MAX), Allowance::limit, "requests in a window").required();
    private static final Key<Allowance, Duration> A_WINDOW = Key
            .<Allowance, Duration>of("window", duration(SECOND, MILLISECOND), Allowance::window, "the time that is counted in").required();
    private static final MapShape<Allowance> ALLOWANCE = MapShape.of("allowance", "Requests in a window.", List.of(A_LIMIT, A_WINDOW),
            v -> new Allowance(v.get(A_LIMIT), v.get(A_WINDOW)));
    private static final Key<PlanConfig, Allowance> PLAN_RATE = Key.of("rate_limit", ALLOWANCE, PlanConfig::rateLimit,
            "how fast its holder may be");
    private static final Key<PlanConfig, Allowance> PLAN_QUOTA = Key.of("quota", ALLOWANCE, PlanConfig::quota, "how much its holder has");
    private static final Key<PlanConfig, Map<String, String>> PRICE = Key
            .<PlanConfig, Map<String, String>>of("price", named("NAME", text(), json()),
                    PlanConfig::price, "its price, for reports")
            .orElse(Map.of());
    static final MapShape<PlanConfig> PLAN = MapShape.of("plan", "What the holder of an API key has agreed on.",
            List.of(PLAN_RATE, PLAN_QUOTA, PRICE),
            v -> new PlanConfig(v.find(PLAN_RATE), v.find(PLAN_QUOTA), v.get(PRICE)));
}
