package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every node tells what happens on all of them. */
class EventsClusterIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration NOTICED = Duration.ofSeconds(40);

    @RegisterExtension final Cluster cluster = new Cluster();
    private final List<EventReader> readers = new ArrayList<>();
    private final List<EchoBackend> backends = new ArrayList<>();

    @AfterEach
    void close() {
        readers.forEach(EventReader::close);
        backends.forEach(EchoBackend::close);
    }

    private EventReader read(int node, String query, String lastId) throws Exception {
        EventReader reader = EventReader.of(cluster.node(node), query, lastId);
        readers.add(reader);
        return reader;
    }

    private EchoBackend backend(String name) {
        EchoBackend backend = EchoBackend.start(name);
        backends.add(backend);
        return backend;
    }

    /** Returns the ids of what was told, but for nodes that were ready a moment ago: a reader may come before or after that is told on its node. */
    private static List<String> ids(EventReader reader) {
        return reader.events().stream().filter(event -> !event.path("type").asText().equals("node_ready"))
                .map(event -> event.path("id").asText()).toList();
    }

    @Test
    void whatHappensOnOneNodeIsToldOnAllOnceAndAKilledNodeIsGone() throws Exception {
        // Given
        cluster.start(3);
        for (int node = 0; node < 3; node++) {
            read(node, "", "");
        }
        EchoBackend sick = backend("sick");
        EchoBackend well = backend("well");

        // When
        cluster.node(1).admin().apply("""
                services:
                  echo:
                    instances: ["%s", "%s"]
                    health_check: {interval: 500ms, timeout: 400ms, healthy_threshold: 1, unhealthy_threshold: 2}
                    circuit_breaker: {failure_threshold: 5, timeout: 500}
                routes:
                  - {id: all, path: /**, service: echo}
                """.formatted(sick.address(), well.address()));
        await().atMost(SOON).until(() -> healthy(0) == 2 && healthy(1) == 2 && healthy(2) == 2);
        sick.healthy(false);
        assertThat(cluster.node(2).admin().post("/admin/v1/services/echo/breaker", "{\"state\":\"open\"}").statusCode()).isEqualTo(200);
        assertThat(cluster.node(0).admin().post("/admin/v1/cache/purge", "{\"tag\":\"red\"}").statusCode()).isEqualTo(200);
        await().atMost(SOON).until(() -> healthy(0) == 1 && healthy(1) == 1 && healthy(2) == 1);

        // Then
        await().atMost(SOON).untilAsserted(() -> assertThat(readers).allSatisfy(reader -> {
            assertThat(reader.events("revision_served")).extracting(event -> event.path("node").asText()).containsExactly("gw-2");
            assertThat(reader.events("breaker_changed")).extracting(event -> event.path("node").asText()).containsExactly("gw-3");
            assertThat(reader.events("cache_purged")).extracting(event -> event.path("node").asText()).containsExactly("gw-1");
            assertThat(reader.events("instance_health")).extracting(event -> event.path("to").asText()).containsExactly("unhealthy");
            assertThat(ids(reader)).hasSize(4).containsExactlyInAnyOrderElementsOf(ids(readers.getFirst()));
        }));

        // When
        cluster.node(0).kill();

        // Then
        await().atMost(NOTICED).untilAsserted(() -> assertThat(readers.subList(1, 3)).allSatisfy(
                reader -> assertThat(reader.events("node_left")).extracting(event -> event.path("member").asText() + " of "
                        + event.path("members").asInt()).containsExactly("gw-1 of 2")));
    }

    @Test
    void aReaderGoesOnAtAnotherNodeAndABreakerThatMovesByItselfIsToldOnce() throws Exception {
        // Given
        cluster.start(3);
        int dead = FreePorts.take(1).getFirst();
        cluster.node(0).admin().apply("""
                services:
                  gone:
                    instances: ["127.0.0.1:%d"]
                    retries: {attempts: 0}
                    circuit_breaker: {failure_threshold: 6, success_threshold: 1, timeout: 1000}
                routes:
                  - {id: all, path: /**, service: gone}
                """.formatted(dead));
        EventReader first = read(0, "?type=breaker_changed,cache_purged", "");
        EventReader beside = read(2, "?type=breaker_changed,cache_purged", "");

        // When
        for (int i = 0; i < 6; i++) {
            try (WireClient client = new WireClient(cluster.node(i % 3).spec().httpPort())) {
                assertThat(client.get("/x").status()).isEqualTo(502);
            }
        }
        await().atMost(SOON).until(() -> first.events().size() >= 2 && beside.events().size() >= 2);
        String last = first.lastId();
        cluster.node(0).kill();
        await().atMost(NOTICED).until(() -> cluster.node(2).admin().members() == 2);
        await().atMost(SOON).until(() -> cluster.node(2).admin().post("/admin/v1/cache/purge", "{\"tag\":\"red\"}").statusCode() == 200);
        await().atMost(SOON).until(() -> !beside.events("cache_purged").isEmpty());
        EventReader second = read(1, "?type=breaker_changed,cache_purged", last);

        // Then
        assertThat(moves(first)).containsExactly("closed open failures", "open half_open time");
        assertThat(moves(beside)).isEqualTo(moves(first));
        await().atMost(SOON).until(() -> !second.events("cache_purged").isEmpty());
        assertThat(second.events("gap")).isEmpty();
        assertThat(ids(second)).doesNotContain(last.substring(0, last.indexOf('@')));
    }

    private static List<String> moves(EventReader reader) {
        return reader.events("breaker_changed").stream()
                .map(event -> event.path("from").asText() + " " + event.path("to").asText() + " " + event.path("by").asText()).toList();
    }

    @Test
    void aNodeThatIsCutOffTellsItsOwnReadersAndBothSidesTellThatItIsBack() throws Exception {
        // Given
        MemberNet net = cluster.withNet();
        cluster.start(3);
        cluster.node(0).admin().apply("""
                routes:
                  - {path: /**, respond: {status: 200, body: ok}}
                rate_limits:
                  - {name: all, path: /**, limit: 1000, window: 1 hour}
                """);
        EventReader here = read(0, "", "");
        EventReader there = read(2, "", "");

        // When
        net.cutOff(2);
        await().atMost(NOTICED).until(() -> cluster.node(0).admin().members() == 2 && cluster.node(2).admin().members() == 1);
        await().atMost(SOON).until(() -> !there.events("grid_loss_entered").isEmpty());
        await().atMost(SOON).until(() -> cluster.node(0).admin().post("/admin/v1/cache/purge", "{\"tag\":\"red\"}").statusCode() == 200);
        net.heal();

        // Then
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(here.events("grid_rejoined")).extracting(event -> event.path("node").asText()).containsExactly("gw-3");
            assertThat(there.events("grid_loss_left")).extracting(event -> event.path("node").asText()).containsExactly("gw-3");
        });
        assertThat(here.events("node_left")).extracting(event -> event.path("member").asText()).containsExactly("gw-3");
        assertThat(there.events("node_left")).extracting(event -> event.path("member").asText()).containsExactlyInAnyOrder("gw-1", "gw-2");
        assertThat(here.events("node_joined")).extracting(event -> event.path("member").asText()).containsExactly("gw-3");
        assertThat(there.events("cache_purged")).isEmpty();
        cluster.node(0).admin().post("/admin/v1/cache/purge", "{\"tag\":\"blue\"}");
        await().atMost(SOON).until(() -> !there.events("cache_purged").isEmpty());
        assertThat(there.events("gap")).extracting(event -> event.path("of").asText()).contains("gw-1");
    }

    private long healthy(int node) {
        JsonNode instances = cluster.node(node).admin().json("/admin/v1/services").path("services").path(0).path("instances");
        return instances.findValuesAsText("health").stream().filter("healthy"::equals).count();
    }
}
