package io.gridgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Response;
import io.gridgate.http.Headers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GatewayTest {

    private static final String ONE = """
            services:
              user-service: {instances: ["127.0.0.1:1"]}
            routes:
              - {path: "/users/{id}", id: users, methods: [GET], service: user-service}
              - {path: "/fixed", respond: {status: 200, body: one}}
              - {path: "/health", respond: {status: 418}}
            """;
    private static final String TWO = """
            services:
              order-service: {instances: ["127.0.0.1:2"]}
            routes:
              - {path: "/fixed", respond: {status: 200, body: two}}
            """;

    private final TestNode node = new TestNode();

    @Test
    void healthIsRedGreenRed() {
        assertThat(node.get("/health").status()).isEqualTo(503);
        node.gateway.up();
        assertThat(node.get("/health").status()).isEqualTo(200);
        assertThat(TestNode.text(node.get("/health"))).isEqualTo("{\"status\":\"up\"}");
        node.serve(1, ONE);
        assertThat(node.get("/health").status()).isEqualTo(200);
        node.gateway.draining();
        assertThat(TestNode.text(node.get("/health"))).isEqualTo("{\"status\":\"draining\"}");
        assertThat(node.get("/health").status()).isEqualTo(503);
        assertThat(node.get("/fixed").status()).isEqualTo(200);
    }

    @Test
    void healthIsNeitherCountedNorLogged() {
        node.get("/health");
        assertThat(node.metrics.prometheus()).contains("requests_total 0\n");
    }

    @Test
    void thePathOfHealthIsTheDocuments() {
        node.gateway.up();
        node.serve(1, "deployment: {health_check: {path: /up}}\nroutes: [{path: /health, respond: {status: 204}}]");
        assertThat(node.get("/up").status()).isEqualTo(200);
        assertThat(node.get("/health").status()).isEqualTo(204);
        assertThat(node.gateway.handle(node.exchange("POST", "/up")).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void withoutARevisionRequestsWaitOutTheStartAndThenFindNoRoute() {
        Response starting = node.get("/users/7");
        assertThat(starting.status()).isEqualTo(503);
        assertThat(starting.headers().first("Retry-After")).isEqualTo("1");
        node.gateway.up();
        assertThat(node.get("/users/7").status()).isEqualTo(404);
        assertThat(node.gateway.serving()).isZero();
    }

    @Test
    void aRouteLeadsToItsServiceAndOthersAreRefused() {
        node.serve(1, ONE);
        Exchange exchange = node.exchange("GET", "/users/7");
        assertThat(node.handle(exchange).status()).isEqualTo(200);
        assertThat(exchange.routeId()).isEqualTo("users");
        assertThat(exchange.lastAttempt()).isNotNull();

        Response missing = node.get("/none");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(TestNode.text(missing)).contains("\"code\":\"NO_ROUTE\"", "\"correlation_id\":\"c-1\"");

        Response method = node.handle(node.exchange("POST", "/users/7"));
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.headers().first("Allow")).isEqualTo("GET, HEAD");

        assertThat(node.get("/x%2Fy").status()).isEqualTo(404);
        assertThat(node.get("/%2Ffixed").status()).isEqualTo(400);
        assertThat(node.metrics.prometheus()).contains("requests_total 5\n", "requests_by_endpoint{endpoint=\"-\"} 4\n",
                "requests_by_endpoint{endpoint=\"users\"} 1\n", "requests_errors 4\n");
    }

    @Test
    void anOpenBreakerAnswers503WithRetryAfterAndOtherServicesGoOn() {
        // Given
        node.gateway.up();
        node.serve(1, """
                services:
                  a: {instances: ["127.0.0.1:1"], retries: {attempts: 0}}
                  b: {instances: ["127.0.0.1:2"], retries: {attempts: 0}, circuit_breaker: {failure_threshold: 9}}
                circuit_breaker: {failure_threshold: 5, timeout: 30000}
                routes: [{path: /a, service: a}, {path: /b, service: b}]
                """);
        node.answer = CompletableFuture.completedFuture(Response.of(500, new Headers(0)));
        // When
        for (int i = 0; i < 5; i++) {
            assertThat(node.get("/a").status()).isEqualTo(500);
            assertThat(node.get("/b").status()).isEqualTo(500);
        }
        // Then
        Response refusal = node.get("/a");
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(TestNode.text(refusal)).contains("\"code\":\"CIRCUIT_OPEN\"");
        assertThat(refusal.headers().first("Retry-After")).isEqualTo("30");
        assertThat(node.get("/b").status()).as("its own numbers").isEqualTo(500);
        assertThat(node.registry.view()).extracting(view -> view.name() + " " + view.breaker().state()).containsExactly("a open",
                "b closed");
    }

    @Test
    void anUnknownServiceHasNoInstances() {
        node.serve(1, "routes: [{path: /a, service: nobody}]");
        Response response = node.get("/a");
        assertThat(response.status()).isEqualTo(503);
        assertThat(TestNode.text(response)).contains("NO_INSTANCES");
    }

    @Test
    void anExchangeKeepsItsRevisionWhichIsClosedAfterIt() {
        // Given
        node.serve(1, ONE);
        node.runLoops();
        CompletableFuture<Response> later = new CompletableFuture<>();
        node.answer = later;
        Exchange exchange = node.exchange("GET", "/users/7");
        CompletableFuture<Response> answer = node.gateway.handle(exchange).toCompletableFuture();
        // When
        node.serve(2, TWO);
        node.runLoops();
        // Then
        assertThat(node.gateway.serving()).isEqualTo(2);
        assertThat(TestNode.text(node.get("/fixed"))).isEqualTo("two");
        assertThat(node.gateway.oldRevisions()).isEqualTo(1);
        assertThat(node.gateway.exchanges()).isEqualTo(1);
        assertThat(node.registry.view()).extracting("name").containsExactly("order-service", "user-service");

        later.complete(Response.of(200, new Headers(0)));
        assertThat(answer).isCompleted();
        exchange.end(Outcome.COMPLETED);
        assertThat(node.gateway.oldRevisions()).isZero();
        assertThat(node.gateway.exchanges()).isZero();
        assertThat(node.registry.view()).extracting("name").containsExactly("order-service");
    }

    @Test
    void aRevisionIsNotClosedBeforeEveryLoopHasSeenTheNext() {
        node.serve(1, ONE);
        node.runLoops();
        node.serve(2, TWO);
        node.loops.getFirst().runAll();
        assertThat(node.gateway.oldRevisions()).isEqualTo(1);
        node.loops.getLast().runAll();
        assertThat(node.gateway.oldRevisions()).isZero();
    }

    @Test
    void closingReleasesEveryRevision() {
        node.serve(1, ONE);
        node.gateway.handle(node.exchange("GET", "/fixed"));
        node.serve(2, TWO);
        node.gateway.close();
        assertThat(node.registry.view()).isEmpty();
    }
}
