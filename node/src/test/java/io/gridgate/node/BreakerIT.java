package io.gridgate.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.fixture.ScriptedBackend;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The breaker of one real node, over real sockets. */
final class BreakerIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir Path directory;
    private RealNode node;

    @BeforeEach
    void start() throws Exception {
        node = RealNode.start("breaker-it", directory);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void connectErrorsOpenItAndTheRefusalSaysWhenToComeBack() throws Exception {
        apply(freePort(), 1_000, "");
        for (int i = 0; i < 3; i++) {
            assertThat(node.get("/x").statusCode()).isEqualTo(502);
        }

        HttpResponse<String> refusal = node.get("/x");

        assertThat(refusal.statusCode()).isEqualTo(503);
        assertThat(refusal.body()).contains("\"code\":\"CIRCUIT_OPEN\"");
        assertThat(refusal.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(node.metric("circuit_breaker_rejected")).isEqualTo(1);
        await().atMost(SOON).until(() -> node.metric("circuit_breaker_state_changes{service=\"svc\",to=\"open\"}") == 1);
    }

    @Test
    void timeOutsOpenItAndProbesCloseIt() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        try (ScriptedBackend backend = ScriptedBackend.answering((request, peer) -> {
            if (slow.getCount() > 0) {
                peer.awaitClose();
            } else {
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        })) {
            // Given
            apply(backend.port(), 500, ", timeouts: {first_byte: 100ms}");
            for (int i = 0; i < 3; i++) {
                assertThat(node.get("/x").statusCode()).isEqualTo(504);
            }
            assertThat(node.get("/x").body()).contains("CIRCUIT_OPEN");
            int asked = backend.received().size();
            // When
            slow.countDown();
            await().atMost(SOON).until(() -> breaker().equals("half_open"));
            // Then
            assertThat(backend.received()).as("nobody asked meanwhile").hasSize(asked);
            assertThat(node.get("/x").statusCode()).isEqualTo(200);
            assertThat(node.get("/x").statusCode()).isEqualTo(200);
            await().atMost(SOON).until(() -> breaker().equals("closed"));
            assertThat(node.get("/x").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatClientsCauseDoesNotOpenIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(3);
        try (ScriptedBackend backend = ScriptedBackend.answering((request, peer) -> {
            if (request.line().contains("/silent")) {
                asked.countDown();
                peer.awaitClose();
            } else {
                peer.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            }
        })) {
            apply(backend.port(), 60_000, "");

            for (int i = 0; i < 5; i++) {
                assertThat(node.get("/x").statusCode()).isEqualTo(404);
            }
            for (int i = 0; i < 3; i++) {
                vanish();
            }
            asked.await();
            await().atMost(SOON).until(() -> node.metric("requests_in_flight") == 0);

            assertThat(node.get("/x").statusCode()).isEqualTo(404);
            assertThat(breaker()).isEqualTo("closed");
        }
    }

    /** Sends a request and is gone before there is an answer. */
    private void vanish() throws IOException {
        URI to = node.proxy("/");
        try (Socket client = new Socket(to.getHost(), to.getPort())) {
            client.setSoLinger(true, 0);
            client.getOutputStream().write("GET /silent HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().atMost(SOON).until(() -> node.metric("requests_in_flight") > 0);
        }
        await().atMost(SOON).until(() -> node.metric("requests_in_flight") == 0);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void apply(int port, int openMillis, String more) {
        String document = """
                services:
                  svc:
                    {instances: ["127.0.0.1:%d"], retries: {attempts: 0},
                     circuit_breaker: {failure_threshold: 3, success_threshold: 2, timeout: %d}%s}
                routes: [{path: /**, service: svc}]
                """.formatted(port, openMillis, more);
        node.apply(document);
    }

    private String breaker() {
        String services = node.admin("/admin/v1/services").body();
        return services.replaceAll("(?s).*\"breaker\":\"([a-z_]+)\".*", "$1");
    }
}
