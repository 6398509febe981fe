package io.gridgate.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gridgate.base.Template;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.route.Condition;
import io.gridgate.config.route.HostPattern;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.config.route.RouteTest;
import io.gridgate.config.route.VersioningConfig;
import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.config.service.InstanceConfig;
import io.gridgate.config.service.LoadBalancerConfig;
import io.gridgate.config.service.LoadBalancerType;
import io.gridgate.config.service.RetriesConfig;
import io.gridgate.config.service.RetryOn;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.Problems;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.config.value.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a document becomes. */
class GatewayReaderTest {

    @Test
    void serviceWithoutKeysHasTheDefaults() {
        ServiceConfig service = requireNonNull(read("a: {instances: [127.0.0.1:1]}").services().get("a"));

        assertThat(service).isEqualTo(ServiceConfig.of("a", List.of(InstanceConfig.of("127.0.0.1:1"))));
        assertThat(service.timeouts())
                .isEqualTo(new TimeoutsConfig(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(60), null));
        assertThat(service.retries()).isEqualTo(
                new RetriesConfig(2, new RetryOn(true, true, Set.of(502, 503, 504)), Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE"),
                        0.2));
        assertThat(service.connections().max()).isEqualTo(512);
        assertThat(service.connections().maxPending()).isEqualTo(1024);
        assertThat(service.healthCheck()).isNull();
    }

    @Test
    void anEmptyDocumentIsAWarning() {
        Checked<GatewayDocument> empty = GatewayReader.read(GatewaySource.of("gateway.yaml", "# nothing\n"), ReferenceResolver.keep());

        assertThat(empty).isInstanceOf(Checked.Accepted.class);
        assertThat(empty.problems()).extracting(Problem::toString)
                .containsExactly("gateway.yaml:1:1: warning: the document is empty; every request is answered 404 NO_ROUTE");
    }

    @Test
    void aKeyOfTheNodeDocumentIsSaidToBelongThere() {
        assertThat(GatewayReader.read(GatewaySource.of("gateway.yaml", "listeners: {}"), ReferenceResolver.keep()).problems())
                .extracting(Problem::toString).containsExactly("gateway.yaml:1:1: listeners: unknown key \"listeners\""
                        + " (it belongs into the node document, which run --node reads)");
    }

    @Test
    void everyKeyOfAServiceIsRead() {
        ServiceConfig service = requireNonNull(read("""
                services:
                  product-service:
                    instances: [10.0.1.1:8080, {address: "[fd00::1]:8080", weight: 3, zone: a}]
                    discovery: {consul: {service: product, tag: prod}}
                    load_balancer: {type: consistent_hash, key: "{header.X-User}"}
                    tls: {enabled: true, server_name: product.local, ca_file: /ca.pem, client_cert_file: /c.pem, client_key_file: /k.pem}
                    protocol: http1
                    timeouts: {connect: 300ms, first_byte: 1 hour, idle: 5m, total: 1 day}
                    rewrite_host: true
                    retries: {attempts: 0, on: [reset, 500], methods: [GET], budget: 0.5%}
                    health_check: {path: /up?deep=1, interval: 3s, timeout: 1s, healthy_threshold: 1, unhealthy_threshold: 9}
                    outlier_detection: {consecutive_failures: 7, ejection: 9s, max_ejected: 25%}
                    connections: {max: 5, max_pending: 0, idle: 1s}
                """).services().get("product-service"));

        assertThat(service.instances()).containsExactly(InstanceConfig.of("10.0.1.1:8080"),
                new InstanceConfig(new HostPort("fd00::1", 8080), 3, "a"));
        assertThat(service.discovery()).isEqualTo(new DiscoveryConfig.ConsulDiscovery("product", "prod", true));
        assertThat(service.loadBalancer())
                .isEqualTo(new LoadBalancerConfig(LoadBalancerType.CONSISTENT_HASH, Template.parse("{header.X-User}")));
        assertThat(service.tls().caFile()).isEqualTo(Path.of("/ca.pem"));
        assertThat(service.timeouts())
                .isEqualTo(new TimeoutsConfig(Duration.ofMillis(300), Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofDays(1)));
        assertThat(service.rewriteHost()).isTrue();
        assertThat(service.retries()).isEqualTo(new RetriesConfig(0, new RetryOn(false, true, Set.of(500)), Set.of("GET"), 0.005));
        assertThat(requireNonNull(service.healthCheck()).path()).isEqualTo("/up?deep=1");
        assertThat(requireNonNull(service.outlierDetection()).maxEjected()).isEqualTo(0.25);
        assertThat(service.connections().maxPending()).isZero();
    }

    @Test
    void everyKeyOfARouteIsRead() {
        RouteConfig route = read("""
                user-service: {instances: [127.0.0.1:1]}
                routes:
                  - path: /users/{name}/**
                    service: user-service
                    id: users
                    methods: [GET, POST]
                    hosts: [API.example.com, "*.Example.com"]
                    headers: {X-Beta: 1, X-Any: {present: true}, X-None: {present: false}, X-Like: {regex: "a.*"}}
                    query: {q: "", Case: {present: true}}
                    version: v2
                    rewrite: /v2/users/{name}
                    timeouts: {total: 5s}
                    retries: {attempts: 1}
                    limits: {body: 10MB}
                    auth: none
                """).routes().getFirst();

        assertThat(route.id()).isEqualTo("users");
        assertThat(route.match().path())
                .isEqualTo(new PathPattern.Wildcard("/users/{name}/**", List.of(new PathPattern.Segment.Literal("users"),
                        new PathPattern.Segment.Capture("name"), new PathPattern.Segment.Rest())));
        assertThat(route.match().methods()).containsExactlyInAnyOrder("GET", "POST");
        assertThat(route.match().hosts()).containsExactly(new HostPattern(false, "api.example.com"), new HostPattern(true, "example.com"));
        assertThat(route.match().headers()).isEqualTo(Map.of("x-beta", new Condition.Equals("1"), "x-any", new Condition.Present(true),
                "x-none", new Condition.Present(false), "x-like", new Condition.Matches("a.*")));
        assertThat(route.match().query()).isEqualTo(Map.of("q", new Condition.Equals(""), "Case", new Condition.Present(true)));
        assertThat(route.match().version()).isEqualTo("v2");
        assertThat(route.target()).isEqualTo(new RouteTarget.ToService("user-service"));
        assertThat(route.rewrite()).isEqualTo(Template.parse("/v2/users/{name}"));
        assertThat(route.timeouts().over(TimeoutsConfig.DEFAULT)).isEqualTo(
                new TimeoutsConfig(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(5)));
        assertThat(route.retries().over(RetriesConfig.DEFAULT).attempts()).isEqualTo(1);
        assertThat(route.bodyBytesMax()).isEqualTo(OptionalLong.of(10_000_000));
    }

    @Test
    void targetsAreReadInAllForms() {
        List<RouteConfig> routes = read("""
                services: {a: {instances: [127.0.0.1:1]}, b: {discovery: {dns_srv: {name: _http._tcp.b}}}, c: {discovery: {dns: {name: c.local, port: 80}}}}
                routes:
                  - {path: /1, split: [{service: a, weight: 90}, {service: b, weight: 10}]}
                  - {path: /2, split: {key: "{cookie.u}", to: [{service: a, weight: 1}]}}
                  - {path: /3, redirect: {status: 301, to: "https://{host}/x"}}
                  - {path: /4, respond: {status: 503, headers: {Retry-After: 5}, body: "{}"}}
                """).routes();

        assertThat(routes).extracting(RouteConfig::target).isEqualTo(List.of(
                new RouteTarget.Split(null, List.of(new RouteTarget.WeightedService("a", 90), new RouteTarget.WeightedService("b", 10))),
                new RouteTarget.Split(Template.parse("{cookie.u}"), List.of(new RouteTarget.WeightedService("a", 1))),
                new RouteTarget.Redirect(301, Template.parse("https://{host}/x")),
                new RouteTarget.Respond(503, Map.of("Retry-After", "5"), "{}")));
    }

    @Test
    void routesWithoutIdsAreCalledByTheirPath() {
        assertThat(read("""
                a: {instances: [127.0.0.1:1]}
                routes:
                  - {path: /x, service: a, methods: [GET]}
                  - {path: /x, service: a, methods: [PUT]}
                  - {path: {regex: "/y/[0-9]+"}, service: a}
                """).routes()).extracting(RouteConfig::id).containsExactly("/x", "/x#2", "/y/[0-9]+");
    }

    @Test
    void routesThatShareAPathAreNumberedPastTheNamesThatAreTaken() {
        assertThat(read("""
                services: {a: {instances: [127.0.0.1:1]}}
                routes:
                  - {path: /x, service: a}
                  - {path: /x, service: a, hosts: [one.example], id: "/x#2"}
                  - {path: /x, service: a, hosts: [two.example]}
                  - {path: /x, service: a, hosts: [three.example]}
                """).routes()).extracting(RouteConfig::id).containsExactly("/x", "/x#2", "/x#3", "/x#4");
    }

    @Test
    void problemsOfADocumentThatWasReadWithoutPlacesHaveTheirPlaces() {
        Checked<GatewayDocument> checked = GatewayReader.read(GatewaySource.of("gateway.yaml", """
                routes:
                  - {path: /x,
                     service: a}
                """), ReferenceResolver.keep());

        assertThat(checked.problems()).extracting(Problem::line, Problem::column, Problem::path)
                .containsExactly(tuple(3, 15, "routes[0].service"));
    }

    @Test
    void testsAndDeploymentAreRead() {
        GatewayDocument document = read("""
                a: {instances: [127.0.0.1:1]}
                routes: [{path: /x, service: a}]
                deployment: {replicas: 3, strategy: {type: RollingUpdate, parts: [1, {a: b}]}, health_check: {path: /live, interval: 30s, timeout: 5s}}
                versioning: {by: accept, default: v1}
                tests: [{request: {path: "/x?y=1", headers: {X-A: b}}, expect: {route: /x, service: a, verdict: 401}}, {request: {path: /z, method: PUT}, expect: {verdict: redirect}}]
                """);

        assertThat(document.deployment().replicas()).isEqualTo(3);
        assertThat(document.deployment().healthPath()).isEqualTo("/live");
        assertThat(document.versioning()).isEqualTo(new VersioningConfig(VersioningConfig.By.ACCEPT, "X-API-Version", "v1"));
        assertThat(document.tests()).containsExactly(
                new RouteTest(new RouteTest.Request("GET", "/x?y=1", Map.of("X-A", "b")),
                        new RouteTest.Expect("/x", "a", RouteTest.Verdict.UNAUTHENTICATED)),
                new RouteTest(new RouteTest.Request("PUT", "/z", Map.of()), new RouteTest.Expect(null, null, RouteTest.Verdict.REDIRECT)));
    }

    @Test
    void jsonIsReadLikeYaml() {
        GatewayDocument json = GatewayReader.read(GatewaySource.of("gateway.json", """
                {"services":{"a":{"instances":["127.0.0.1:1"],"rewrite_host":true}},
                \t"routes":[{"path":"\\/caf\\u00e9","service":"a","respond":null,"id":"x"}]}"""), ReferenceResolver.of(Map.of()))
                .orElseThrow();

        assertThat(json).isEqualTo(read("""
                services: {a: {instances: [127.0.0.1:1], rewrite_host: true}}
                routes: [{path: /caf\u00e9, service: a, id: x}]
                """));
    }

    @Test
    void showingADocumentAndReadingItAgainGivesTheSame() throws Exception {
        GatewayDocument document = GatewayReader
                .read(GatewaySource.fromPath(GoldenFile.project("config/gateway.yaml")), ReferenceResolver.of(Map.of())).orElseThrow();
        String json = new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(GatewayReader.show(document));

        assertThat(GatewayReader.read(GatewaySource.of("shown.json", json), ReferenceResolver.of(Map.of())).orElseThrow())
                .isEqualTo(document);
    }

    @Test
    void templatesOfAPolicyNeedTheCapturesOfTheRoutesThatNameIt() {
        assertThat(problems("""
                a: {instances: [127.0.0.1:1], load_balancer: {type: consistent_hash, key: "{userId}"}}
                routes:
                  - {path: "/users/{userId}", service: a, cache: user}
                  - {path: "/people/{id}", service: a, cache: user}
                caching: {user: {key: "user:{userId}", tags: ["{nobody}"]}}
                """)).contains(
                "gateway.yaml:4:37: routes[1].service: the load balancer of service \"a\" names {userId}, which the path /people/{id} does not capture",
                "gateway.yaml:4:47: routes[1].cache: cache policy \"user\" names {userId}, which the path /people/{id} does not capture")
                .anyMatch(line -> line.startsWith("gateway.yaml:5:47: caching.user.tags[0]: no variable {nobody} here"));
    }

    @Test
    void splitNeedsTheCapturesOfItsServicesBalancers() {
        assertThat(problems("""
                a: {instances: [127.0.0.1:1], load_balancer: {type: consistent_hash, key: "{userId}"}}
                b: {instances: [127.0.0.1:2]}
                routes:
                  - {path: "/users/{userId}", split: [{service: a, weight: 1}, {service: b, weight: 1}]}
                  - {path: "/people/{id}", split: [{service: a, weight: 1}, {service: b, weight: 1}]}
                """)).containsExactly("gateway.yaml:5:28: routes[1].split: the load balancer of service \"a\" names {userId},"
                + " which the path /people/{id} does not capture");
    }

    @Test
    void warningsHideNoErrorHoweverManyThereAre() {
        StringBuilder text = new StringBuilder("routes:\n");
        for (int i = 0; i <= Problems.MAX; i++) {
            text.append("  - {path: /r").append(i).append(", service: a}\n");
        }
        text.append("  - {path: /x, service: a, rewrite: \"/{nobody}\"}\n");

        Checked<GatewayDocument> checked = GatewayReader.read(GatewaySource.of("gateway.yaml", text.toString()),
                ReferenceResolver.of(Map.of()));

        assertThat(checked).isInstanceOf(Checked.Refused.class);
        assertThat(checked.problems()).hasSize(Problems.MAX + 1).filteredOn(Problem::isError).singleElement().asString()
                .contains("no variable {nobody} here");
    }

    @Test
    void serviceAtTheTopHasANameAsAnyOther() {
        assertThat(problems("a b: {instances: [127.0.0.1:1]}")).containsExactly(
                "gateway.yaml:1:1: a b: \"a b\" (expected: a name of letters, digits, \".\", \"_\", \"-\", at most 128)");
    }

    @Test
    void whatAnErrorLeavesOutIsNotMissedASecondTime() {
        assertThat(problems("a: {discovery: {consul: {tag: x}}, tls: {client_cert_file: c.pem, client_key_file: /k.pem}}")).containsExactly(
                "gateway.yaml:1:17: a.discovery.consul: key \"service\" is missing",
                "gateway.yaml:1:60: a.tls.client_cert_file: \"c.pem\" (expected: an absolute path)");
    }

    @Test
    void referencesThatAreKeptAreMissedNowhere() {
        Checked<GatewayDocument> checked = GatewayReader.read(GatewaySource.of("gateway.yaml", """
                a: {discovery: {dns: {name: a.example, port: "${ENV:PORT}"}}}
                b: {instances: ["${ENV:B}"], tls: {client_cert_file: "${ENV:CERT}", client_key_file: /k.pem}}
                c: {instances: [127.0.0.1:1], circuit_breaker: {timeout: "${ENV:TIME}"}}
                rate_limits: [{name: few, limit: "${ENV:FEW}", window: 1s}]
                routes:
                  - {path: /a, service: a, rate_limit: few}
                  - {path: /b, redirect: {status: "${ENV:STATUS}", to: "${ENV:WHERE}"}, id: elsewhere}
                  - {path: /c, split: [{service: b, weight: "${ENV:B}"}, {service: c, weight: 1}]}
                tests: [{request: {path: /b}, expect: {route: elsewhere}}]
                """), ReferenceResolver.keep());

        assertThat(checked.problems()).isEmpty();
        assertThat(checked).isInstanceOf(Checked.Accepted.class);
    }

    @Test
    void problemsAreCarriedAllTogether() {
        assertThatThrownBy(() -> read("routes: 1\nzzz: 2")).isInstanceOf(ConfigException.class)
                .hasMessageContaining("gateway.yaml:1:9: routes:").hasMessageContaining("gateway.yaml:2:1: zzz: unknown key");
    }

    private static GatewayDocument read(String text) {
        return GatewayReader.read(GatewaySource.of("gateway.yaml", text), ReferenceResolver.of(Map.of())).orElseThrow();
    }

    private static List<String> problems(String text) {
        return GatewayReader.read(GatewaySource.of("gateway.yaml", text), ReferenceResolver.of(Map.of())).problems().stream()
                .map(Problem::toString).toList();
    }
}
