package io.gridgate.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.config.Checked;
import io.gridgate.config.NodeReader;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.source.NamedText;
import io.gridgate.fixture.ScriptedBackend;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The breaker of one real node, over real sockets. */
final class BreakerIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir Path directory;
    private GatewayNode node;
    private String proxy;
    private String admin;

    @BeforeEach
    void start() throws Exception {
        String text = """
                node: {name: gw-1, data_dir: %s}
                listeners: {http: {bind: 127.0.0.1, port: 0}, admin: {bind: 127.0.0.1, port: 0}}
                cluster: {name: breaker-it-%d, bind: 127.0.0.1, port: 0}
                drain: {red: 0s, timeout: 5s}
                log: {access: "off"}
                """.formatted(directory, ProcessHandle.current().pid());
        node = GatewayNode.start(document(text), null, _ -> {});
        node.awaitReady();
        proxy = address("proxy");
        admin = address("admin");
    }

    private static NodeDocument document(String text) {
        return switch (NodeReader.read(List.of(new NamedText("node.yaml", text)), Map.of())) {
            case Checked.Accepted<NodeDocument> accepted -> accepted.document();
            case Checked.Refused<NodeDocument> refused -> throw new IllegalArgumentException(refused.problems().toString());
        };
    }

    private String address(String listener) {
        return "http://" + node.addresses().stream().filter(address -> address.startsWith(listener + " ")).findFirst().orElseThrow()
                .substring(listener.length() + 1);
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(metric("upstream_connections_leased")).isZero();
        assertThat(metric("requests_in_flight")).isZero();
        node.drainAndClose();
    }

    @Test
    void connectErrorsOpenItAndTheRefusalSaysWhenToComeBack() throws Exception {
        apply(freePort(), 1_000, "");
        for (int i = 0; i < 3; i++) {
            assertThat(get().statusCode()).isEqualTo(502);
        }

        HttpResponse<String> refusal = get();

        assertThat(refusal.statusCode()).isEqualTo(503);
        assertThat(refusal.body()).contains("\"code\":\"CIRCUIT_OPEN\"");
        assertThat(refusal.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(metric("circuit_breaker_rejected")).isEqualTo(1);
        await().atMost(SOON).until(() -> metric("circuit_breaker_state_changes{service=\"svc\",to=\"open\"}") == 1);
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
                assertThat(get().statusCode()).isEqualTo(504);
            }
            assertThat(get().body()).contains("CIRCUIT_OPEN");
            int asked = backend.received().size();
            // When
            slow.countDown();
            await().atMost(SOON).until(() -> breaker().equals("half_open"));
            // Then
            assertThat(backend.received()).as("nobody asked meanwhile").hasSize(asked);
            assertThat(get().statusCode()).isEqualTo(200);
            assertThat(get().statusCode()).isEqualTo(200);
            await().atMost(SOON).until(() -> breaker().equals("closed"));
            assertThat(get().statusCode()).isEqualTo(200);
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
                assertThat(get().statusCode()).isEqualTo(404);
            }
            for (int i = 0; i < 3; i++) {
                vanish();
            }
            asked.await();
            await().atMost(SOON).until(() -> metric("requests_in_flight") == 0);

            assertThat(get().statusCode()).isEqualTo(404);
            assertThat(breaker()).isEqualTo("closed");
        }
    }

    /** Sends a request and is gone before there is an answer. */
    private void vanish() throws IOException {
        URI to = URI.create(proxy);
        try (Socket client = new Socket(to.getHost(), to.getPort())) {
            client.setSoLinger(true, 0);
            client.getOutputStream().write("GET /silent HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().atMost(SOON).until(() -> metric("requests_in_flight") > 0);
        }
        await().atMost(SOON).until(() -> metric("requests_in_flight") == 0);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void apply(int port, int openMillis, String more) throws Exception {
        String document = """
                services:
                  svc:
                    {instances: ["127.0.0.1:%d"], retries: {attempts: 0},
                     circuit_breaker: {failure_threshold: 3, success_threshold: 2, timeout: %d}%s}
                routes: [{path: /**, service: svc}]
                """.formatted(port, openMillis, more);
        HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create(admin + "/admin/v1/config"))
                .header("Content-Type", "application/yaml").PUT(BodyPublishers.ofString(document)).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> get() throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(proxy + "/x")).build(), BodyHandlers.ofString());
    }

    private String breaker() throws Exception {
        String services = HTTP.send(HttpRequest.newBuilder(URI.create(admin + "/admin/v1/services")).build(), BodyHandlers.ofString())
                .body();
        return services.replaceAll("(?s).*\"breaker\":\"([a-z_]+)\".*", "$1");
    }

    private double metric(String line) throws Exception {
        String all = HTTP.send(HttpRequest.newBuilder(URI.create(admin + "/metrics")).build(), BodyHandlers.ofString()).body();
        return all.lines().filter(text -> text.startsWith(line))
                .mapToDouble(text -> Double.parseDouble(text.substring(text.lastIndexOf(' ') + 1))).sum();
    }
}
