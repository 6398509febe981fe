package io.gridgate.config.keys;

import static io.gridgate.config.shape.Quantities.duration;
import static io.gridgate.config.shape.Quantities.integer;
import static io.gridgate.config.shape.Scalars.name;
import static io.gridgate.config.shape.Scalars.oneOf;
import static io.gridgate.config.shape.Shapes.defining;
import static io.gridgate.config.shape.Shapes.json;
import static io.gridgate.config.shape.Shapes.list;
import static io.gridgate.config.shape.Shapes.named;
import static io.gridgate.config.shape.Shapes.use;

import io.gridgate.config.gateway.CachePolicyConfig;
import io.gridgate.config.gateway.CompressionConfig;
import io.gridgate.config.gateway.ConcurrencyLimitConfig;
import io.gridgate.config.gateway.DeploymentConfig;
import io.gridgate.config.gateway.EndpointConfig;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.gateway.PlanConfig;
import io.gridgate.config.gateway.RateLimitConfig;
import io.gridgate.config.gateway.SecurityConfig;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteTest;
import io.gridgate.config.route.RouteTest.Expect;
import io.gridgate.config.route.RouteTest.Request;
import io.gridgate.config.route.RouteTest.Verdict;
import io.gridgate.config.route.VersioningConfig;
import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.Values;
import io.gridgate.config.source.Tree;
import io.gridgate.config.value.GatewayDefaults;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys at the top of the gateway document.
 *
 * <p>Thread-safety: immutable.
 */
public final class GatewayKeys {

    private GatewayKeys() {}

    private static final Key<VersioningConfig, VersioningConfig.By> BY = Key.<VersioningConfig, VersioningConfig.By>of("by",
            oneOf(VersioningConfig.By.class), VersioningConfig::by, "header, path (its first segment) or accept (the media type)")
            .orElse(VersioningConfig.By.HEADER);
    private static final Key<VersioningConfig, String> VERSION_HEADER = Key.<VersioningConfig, String>of("header", Words.HEADER_AS_WRITTEN,
            VersioningConfig::header, "the field that is read when by is header").orElse(GatewayDefaults.VERSION_HEADER);
    private static final Key<VersioningConfig, String> DEFAULT_VERSION = Key.of("default", MatchKeys.version(),
            VersioningConfig::defaultVersion,
            "the version of a request that states none");
    private static final MapShape<VersioningConfig> VERSIONING_MAP = MapShape.of("versioning", "How a request states the version it wants.",
            List.of(BY, VERSION_HEADER, DEFAULT_VERSION),
            v -> new VersioningConfig(v.get(BY), v.get(VERSION_HEADER), v.find(DEFAULT_VERSION)));

    private static final Key<String, String> HEALTH_PATH = Key.<String, String>of("path", Words.PATH, path -> path,
            "where the proxy listener answers health requests").orElse(GatewayDefaults.HEALTH_PATH);
    private static final Key<String, Duration> HEALTH_INTERVAL = Key.of("interval", duration(), path -> null,
            "for the deployment tool; not used by nodes");
    private static final Key<String, Duration> HEALTH_TIMEOUT = Key.of("timeout", duration(), path -> null,
            "for the deployment tool; not used by nodes");
    private static final MapShape<String> HEALTH_MAP = MapShape.of("node_health", "Where nodes answer health requests.",
            List.of(HEALTH_PATH, HEALTH_INTERVAL, HEALTH_TIMEOUT), v -> v.get(HEALTH_PATH));
    private static final Key<DeploymentConfig, Integer> REPLICAS = Key.of("replicas", integer(1, 1_000), DeploymentConfig::replicas,
            "nodes that should be there; status warns");
    private static final Key<DeploymentConfig, Map<String, String>> STRATEGY = Key.of("strategy", named("NAME", name(), json()), d -> null,
            "for the deployment tool; not used by nodes");
    private static final Key<DeploymentConfig, String> HEALTH = Key
            .<DeploymentConfig, String>of("health_check", HEALTH_MAP, DeploymentConfig::healthPath,
                    "where nodes answer health requests")
            .orElse(GatewayDefaults.HEALTH_PATH);
    private static final MapShape<DeploymentConfig> DEPLOYMENT_MAP = MapShape.of("deployment", "The cluster that the document expects.",
            List.of(REPLICAS, STRATEGY, HEALTH), v -> new DeploymentConfig(v.find(REPLICAS), v.get(HEALTH)));

    private static final Key<Request, String> TEST_METHOD = Key.<Request, String>of("method", Words.METHOD, Request::method, "its method")
            .orElse("GET");
    private static final Key<Request, String> TEST_PATH = Key
            .<Request, String>of("path", Words.TARGET, Request::path, "its path, with a query or without").required();
    private static final Key<Request, Map<String, String>> TEST_HEADERS = Key
            .<Request, Map<String, String>>of("headers", named("NAME", Words.HEADER_AS_WRITTEN, Words.HEADER_VALUE), Request::headers,
                    "its header fields")
            .orElse(Map.of());
    private static final MapShape<Request> REQUEST = MapShape.of("test_request", "A request that is tried.",
            List.of(TEST_METHOD, TEST_PATH, TEST_HEADERS),
            v -> new Request(v.get(TEST_METHOD), v.get(TEST_PATH), v.get(TEST_HEADERS)));
    private static final Key<Expect, String> EXPECT_ROUTE = Key.of("route", use(RouteKeys.ROUTE_KIND), Expect::route,
            "the id of the route that takes it");
    private static final Key<Expect, String> EXPECT_SERVICE = Key.of("service", use(TargetKeys.SERVICE_KIND), Expect::service,
            "the service it goes to");
    private static final Key<Expect, Verdict> EXPECT_VERDICT = Key.of("verdict", oneOf(verdicts()), Expect::verdict, "what becomes of it");
    private static final MapShape<Expect> EXPECT = MapShape.of("test_expect", "What is expected of a request.",
            List.of(EXPECT_ROUTE, EXPECT_SERVICE, EXPECT_VERDICT),
            v -> new Expect(v.find(EXPECT_ROUTE), v.find(EXPECT_SERVICE), v.find(EXPECT_VERDICT)));
    private static final Key<RouteTest, Request> TEST_REQUEST = Key
            .<RouteTest, Request>of("request", REQUEST, RouteTest::request, "a request").required();
    private static final Key<RouteTest, Expect> TEST_EXPECT = Key
            .<RouteTest, Expect>of("expect", EXPECT, RouteTest::expect, "what is expected of it").required();
    private static final MapShape<RouteTest> TEST = MapShape.of("test", "A request and what is expected of it; run by ./gridgate test.",
            List.of(TEST_REQUEST, TEST_EXPECT), v -> new RouteTest(v.get(TEST_REQUEST), v.get(TEST_EXPECT)));

    private static Map<String, Verdict> verdicts() {
        Map<String, Verdict> byText = new LinkedHashMap<>();
        for (Verdict verdict : Verdict.values()) {
            byText.put(verdict.text(), verdict);
        }
        return byText;
    }

    private static final Key<GatewayDocument, Map<String, ServiceConfig>> SERVICES = Key
            .<GatewayDocument, Map<String, ServiceConfig>>of("services",
                    defining(TargetKeys.SERVICE_KIND, "NAME", name(), ServiceKeys.SERVICE), GatewayDocument::services, "backends by name")
            .orElse(Map.of());
    private static final Key<GatewayDocument, List<RouteConfig>> ROUTES = Key
            .<GatewayDocument, List<RouteConfig>>of("routes", list(RouteKeys.ROUTE),
                    GatewayDocument::routes, "which requests go where; the most specific one takes a request")
            .orElse(List.of());
    private static final Key<GatewayDocument, List<EndpointConfig>> ENDPOINTS = Key.<GatewayDocument, List<EndpointConfig>>of("endpoints",
            EndpointKeys.ENDPOINTS, GatewayDocument::endpoints, "requests answered out of several services' answers").orElse(List.of())
            .needs(Feature.AGGREGATION, endpoints -> !endpoints.isEmpty());
    private static final Key<GatewayDocument, List<RateLimitConfig>> RATE_LIMITS = Key
            .<GatewayDocument, List<RateLimitConfig>>of("rate_limits",
                    PolicyKeys.RATE_LIMITS, GatewayDocument::rateLimits, "how many requests are let through in a time")
            .orElse(List.of());
    private static final Key<GatewayDocument, List<ConcurrencyLimitConfig>> CONCURRENCY = Key
            .<GatewayDocument, List<ConcurrencyLimitConfig>>of("concurrency_limits", PolicyKeys.CONCURRENCY_LIMITS,
                    GatewayDocument::concurrencyLimits,
                    "how many requests may be under way at once")
            .orElse(List.of()).needs(Feature.CONCURRENCY_LIMITS, limits -> !limits.isEmpty());
    private static final Key<GatewayDocument, VersioningConfig> VERSIONING = Key
            .<GatewayDocument, VersioningConfig>of("versioning", VERSIONING_MAP,
                    GatewayDocument::versioning, "how a request states the version it wants")
            .orElse(VersioningConfig.DEFAULT);
    private static final Key<GatewayDocument, Map<String, CachePolicyConfig>> CACHING = Key
            .<GatewayDocument, Map<String, CachePolicyConfig>>of("caching",
                    defining(RouteKeys.CACHE_KIND, "NAME", name(), PolicyKeys.CACHE_POLICY), GatewayDocument::caching,
                    "cache policies by name, for routes that name them")
            .orElse(Map.of())
            .needs(Feature.CACHE, policies -> !policies.isEmpty());
    private static final Key<GatewayDocument, CompressionConfig> COMPRESSION = Key.<GatewayDocument, CompressionConfig>of("compression",
            PolicyKeys.COMPRESSION, GatewayDocument::compression, "which answers are compressed; absent: none")
            .needs(Feature.COMPRESSION, CompressionConfig::enabled);
    private static final Key<GatewayDocument, CircuitBreakerConfig> BREAKER = Key.of("circuit_breaker", HealthKeys.CIRCUIT_BREAKER,
            GatewayDocument::circuitBreaker, "the breaker of services without their own; absent: none");
    private static final Key<GatewayDocument, SecurityConfig> SECURITY = Key
            .<GatewayDocument, SecurityConfig>of("security", SecurityKeys.SECURITY,
                    GatewayDocument::security, "who may use the gateway; absent: everybody")
            .needs(Feature.AUTHENTICATION, SecurityKeys::asks);
    private static final Key<GatewayDocument, Map<String, PlanConfig>> PLANS = Key.<GatewayDocument, Map<String, PlanConfig>>of("plans",
            defining("plan", "NAME", name(), PolicyKeys.PLAN), GatewayDocument::plans, "what holders of API keys have agreed on")
            .orElse(Map.of())
            .needs(Feature.PLANS, plans -> !plans.isEmpty());
    private static final Key<GatewayDocument, DeploymentConfig> DEPLOYMENT = Key
            .<GatewayDocument, DeploymentConfig>of("deployment", DEPLOYMENT_MAP,
                    GatewayDocument::deployment, "the cluster that is expected")
            .orElse(DeploymentConfig.DEFAULT);
    private static final Key<GatewayDocument, List<RouteTest>> TESTS = Key
            .<GatewayDocument, List<RouteTest>>of("tests", list(TEST), GatewayDocument::tests,
                    "requests and what is expected of them; run by ./gridgate test")
            .orElse(List.of());

    /** The whole gateway document. A map with {@code instances} or {@code discovery} under any other name is a service. */
    public static final MapShape<GatewayDocument> GATEWAY = MapShape
            .checked("gateway", "What one cluster serves: one document for all nodes.",
                    List.of(SERVICES, ROUTES, ENDPOINTS, RATE_LIMITS, CONCURRENCY,
                            VERSIONING, CACHING, COMPRESSION, BREAKER, SECURITY, PLANS, DEPLOYMENT, TESTS),
                    GatewayKeys::document)
            .withOthers(TargetKeys.SERVICE_KIND, name(), GatewayKeys::isService, ServiceKeys.SERVICE,
                    "a service here needs instances or discovery")
            .withElsewhere(NodeKeys.NODE, "it belongs into the node document, which run --node reads");

    private static boolean isService(Tree tree) {
        return tree instanceof Tree.Mapping map && (map.find("instances") != null || map.find("discovery") != null);
    }

    private static GatewayDocument document(Values v, String path, Reading reading) {
        Map<String, ServiceConfig> services = new LinkedHashMap<>(v.get(SERVICES));
        v.others().forEach((name, service) -> services.putIfAbsent(name, (ServiceConfig) service));
        GatewayDocument document = new GatewayDocument(services, v.get(ROUTES), v.get(VERSIONING), v.get(TESTS), v.get(DEPLOYMENT),
                v.get(ENDPOINTS),
                v.get(RATE_LIMITS), v.get(CONCURRENCY), v.get(CACHING), v.find(COMPRESSION), v.find(BREAKER), v.find(SECURITY),
                v.get(PLANS));
        new GatewayChecks(document, reading).run();
        return document;
    }
}
