package io.gridgate.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridgate.fixture.ScriptedBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node tells of itself, over real sockets. */
final class EventsIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir Path directory;
    private RealNode node;

    @BeforeEach
    void start() throws Exception {
        node = RealNode.start("events-it", directory);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void whatAnOperatorAndItsBackendsDoIsTold() throws Exception {
        try (ScriptedBackend broken = answering(503); ScriptedBackend well = answering(200); Reader reader = new Reader("?recent=1", "")) {
            reader.await("node_ready");

            node.apply(document(broken.port(), well.port()));
            await().atMost(SOON).until(() -> {
                node.get("/x");
                return reader.types().contains("instance_ejected");
            });
            assertThat(node.post("/admin/v1/services/svc/breaker", "{\"state\":\"open\"}").statusCode()).isEqualTo(200);
            assertThat(node.post("/admin/v1/cache/purge", "{\"tag\":\"red\"}").statusCode()).isEqualTo(200);
            assertThat(node.post("/admin/v1/config/rollback/1", "").statusCode()).isEqualTo(200);
            reader.await("revision_rolled_back");

            assertThat(reader.types()).containsExactly("node_ready", "revision_served", "instance_ejected", "breaker_changed",
                    "cache_purged", "revision_rolled_back");
            assertThat(reader.events).allSatisfy(event -> assertThat(event.path("node").asText()).isEqualTo("gw-1"));
            JsonNode breaker = reader.events.get(3);
            assertThat(breaker.path("service").asText()).isEqualTo("svc");
            assertThat(breaker.path("from").asText() + " " + breaker.path("to").asText() + " " + breaker.path("by").asText())
                    .isEqualTo("closed open operator");
            assertThat(reader.events.get(2).path("instance").asText()).isEqualTo("127.0.0.1:" + broken.port());
            assertThat(reader.events.get(5).path("to").asLong()).isEqualTo(1);
        }
    }

    @Test
    void aReaderThatComesBackMissesNothing() throws Exception {
        String last;
        try (Reader reader = new Reader("?type=cache_purged", "")) {
            purge("a");
            reader.await("cache_purged");
            last = reader.lastId();
        }
        purge("b");
        purge("c");

        try (Reader again = new Reader("?type=cache_purged", last)) {
            await().atMost(SOON).until(() -> again.events.size() == 2);
            assertThat(again.events).extracting(event -> event.path("name").asText()).containsExactly("b", "c");
        }
    }

    @Test
    void aReaderThatGoesFreesItsPlace() throws Exception {
        try (Reader reader = new Reader("", "")) {
            assertThat(reader.ended).isFalse();
            assertThat(node.metric("events_readers")).isEqualTo(1);
        }

        await().atMost(SOON).until(() -> {
            purge("x");
            return node.metric("events_readers") == 0;
        });
    }

    @Test
    void aNodeThatEndsSaysSoAndEndsTheStream(@TempDir Path another) throws Exception {
        RealNode leaving = RealNode.start("events-it-leaving", another);
        try (Reader reader = new Reader(leaving, "", "")) {

            leaving.close();

            await().atMost(SOON).until(() -> reader.ended);
            assertThat(reader.failure).isNull();
            assertThat(reader.types()).containsExactly("node_draining");
        }
    }

    private void purge(String tag) {
        assertThat(node.post("/admin/v1/cache/purge", "{\"tag\":\"" + tag + "\"}").statusCode()).isEqualTo(200);
    }

    private static ScriptedBackend answering(int status) throws IOException {
        return ScriptedBackend
                .answering((request, peer) -> peer.write("HTTP/1.1 " + status + " By Script\r\nContent-Length: 2\r\n\r\nok"));
    }

    private static String document(int broken, int well) {
        return """
                services:
                  svc:
                    {instances: ["127.0.0.1:%d", "127.0.0.1:%d"], retries: {attempts: 0},
                     circuit_breaker: {failure_threshold: 1000},
                     outlier_detection: {consecutive_failures: 3, ejection: 4m}}
                routes: [{path: /**, service: svc}]
                """.formatted(broken, well);
    }

    /**
     * A reader of the node's events.
     *
     * <p>Thread-safety: thread-safe.
     */
    private final class Reader implements AutoCloseable {

        private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final List<JsonNode> events = new CopyOnWriteArrayList<>();
        private volatile boolean ended;
        private volatile @Nullable Exception failure;

        Reader(String query, String lastId) throws Exception {
            this(node, query, lastId);
        }

        Reader(RealNode of, String query, String lastId) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(of.adminUri("/admin/v1/events" + query));
            if (!lastId.isEmpty()) {
                request.header("Last-Event-ID", lastId);
            }
            HttpResponse<Stream<String>> answer = http.send(request.build(), BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            Thread.ofVirtual().start(() -> {
                try {
                    answer.body().forEach(this::take);
                } catch (UncheckedIOException e) {
                    failure = e;
                }
                ended = true;
            });
        }

        private void take(String line) {
            lines.add(line);
            if (line.startsWith("data: ")) {
                try {
                    events.add(new ObjectMapper().readTree(line.substring(6)));
                } catch (IOException e) {
                    throw new AssertionError(line, e);
                }
            }
        }

        void await(String type) {
            Awaitility.await().atMost(SOON).until(() -> types().contains(type));
        }

        List<String> types() {
            return events.stream().map(event -> event.path("type").asText()).toList();
        }

        String lastId() {
            return lines.stream().filter(line -> line.startsWith("id: ")).toList().getLast().substring(4);
        }

        @Override
        public void close() {
            http.shutdownNow();
        }
    }
}
