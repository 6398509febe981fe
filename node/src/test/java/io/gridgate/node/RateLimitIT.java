package io.gridgate.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.fixture.ScriptedBackend;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rate limits of one real node, over real sockets and with a grid of one member. */
final class RateLimitIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir Path directory;
    private RealNode node;

    @BeforeEach
    void start() throws Exception {
        node = RealNode.start("limit-it", directory);
    }

    @AfterEach
    void stop() {
        node.close();
        await().atMost(SOON)
                .until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().equals("gridgate-limits")));
    }

    @ParameterizedTest
    @CsvSource({"fixed_window, leased", "fixed_window, exact", "fixed_window, local", "sliding_window, leased", "sliding_window, exact",
            "sliding_window, local", "token_bucket, leased", "token_bucket, exact", "token_bucket, local"})
    void manyAtOnceGetTheLimitAndNoMore(String algorithm, String mode) {
        // Given
        apply("{path: /**, respond: {status: 200, body: ok}}",
                "{name: l, path: /**, limit: 50, window: 1 hour, algorithm: %s, mode: %s}".formatted(algorithm, mode));
        // When
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            answers.add(HTTP.sendAsync(HttpRequest.newBuilder(node.proxy("/x")).build(), BodyHandlers.ofString()));
        }
        // Then
        assertThat(answers.stream().filter(answer -> answer.join().statusCode() == 200).count()).isEqualTo(50);
        HttpResponse<String> refusal = answers.stream().map(CompletableFuture::join).filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(refusal.body()).contains("\"code\":\"RATE_LIMIT_EXCEEDED\"", "\"limit\":50", "\"window\":\"1 hour\"",
                "\"retry_after\":" + field(refusal, "Retry-After"));
        assertThat(field(refusal, "RateLimit-Limit")).isEqualTo("50");
        assertThat(field(refusal, "RateLimit-Remaining")).isEqualTo("0");
        assertThat(Long.parseLong(field(refusal, "RateLimit-Reset"))).isBetween(Long.parseLong(field(refusal, "Retry-After")), 3_661L);
        assertThat(node.metric("rate_limit_violations{limit=\"l\"}")).isEqualTo(100);
    }

    @Test
    void answersOfBackendsAndErrorsSayWhatIsLeft() throws Exception {
        try (ScriptedBackend backend = ScriptedBackend.answering((request, peer) -> {
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        })) {
            apply("{path: /a, service: a, rate_limit: r}, {path: /gone, service: gone, rate_limit: r}",
                    "{name: r, limit: 5, window: 1 hour}, {name: s, path: /a, limit: 1, window: 1 hour, shadow: true}",
                    "a: {instances: [\"127.0.0.1:%d\"]}, gone: {instances: [\"127.0.0.1:1\"]}".formatted(backend.port()));
            assertThat(field(node.get("/a"), "RateLimit-Remaining")).isEqualTo("4");
            HttpResponse<String> second = node.get("/a");
            assertThat(second.statusCode()).isEqualTo(200);
            assertThat(field(second, "RateLimit-Remaining")).isEqualTo("3");
            HttpResponse<String> failed = node.get("/gone");
            assertThat(failed.statusCode()).isEqualTo(502);
            assertThat(field(failed, "RateLimit-Remaining")).isEqualTo("2");
            assertThat(failed.headers().firstValue("Retry-After")).isEmpty();
            await().atMost(SOON).until(() -> node.metric("rate_limit_violations{limit=\"s\"}") == 1);
        }
    }

    @Test
    void countersOutliveARevisionUnlessAlgorithmOrWindowChange() {
        String route = "{path: /**, respond: {status: 200, body: ok}}";
        apply(route, "{name: l, path: /**, limit: 3, window: 1 hour}");
        assertThat(field(node.get("/x"), "RateLimit-Remaining")).isEqualTo("2");
        apply(route, "{name: l, path: /**, limit: 5, window: 1 hour, mode: exact}");
        assertThat(field(node.get("/x"), "RateLimit-Remaining")).isEqualTo("3");
        apply(route, "{name: l, path: /**, limit: 1, window: 1 hour, mode: exact}");
        assertThat(node.get("/x").statusCode()).isEqualTo(429);
        apply(route, "{name: l, path: /**, limit: 1, window: 2 hours, mode: exact}");
        assertThat(node.get("/x").statusCode()).isEqualTo(200);
        apply(route, "");
        assertThat(node.get("/x").headers().firstValue("RateLimit-Limit")).isEmpty();
    }

    private void apply(String routes, String limits) {
        apply(routes, limits, "a: {instances: [\"127.0.0.1:1\"]}");
    }

    private void apply(String routes, String limits, String services) {
        node.apply("services: {%s}\nroutes: [%s]\nrate_limits: [%s]\n".formatted(services, routes, limits));
    }

    private static String field(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
