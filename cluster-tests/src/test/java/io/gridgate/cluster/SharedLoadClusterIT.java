package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one node has under way at an instance counts when another chooses. */
class SharedLoadClusterIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration REJOINED = Duration.ofSeconds(60);
    private static final int HELD = 12;

    @RegisterExtension final Cluster cluster = new Cluster();
    private final EchoBackend busy = EchoBackend.start("busy");
    private final EchoBackend idle = EchoBackend.start("idle");
    private final List<WireClient> holders = new ArrayList<>();

    /** Three nodes; the first has exchanges under way at one of two instances, the others have had none at all. */
    @BeforeEach
    void hold() throws IOException {
        cluster.start(3);
        apply(busy);
        assertThat(cluster.nodes()).allSatisfy(node -> assertThat(node.admin().metric("load_reports", "")).isZero());
        for (int i = 0; i < HELD; i++) {
            WireClient client = new WireClient(cluster.node(0).spec().httpPort());
            holders.add(client);
            client.ask("/bytes/200000000");
        }
        await().atMost(SOON).until(() -> instance(cluster.node(0), busy).path("in_flight").asInt() == HELD);
        apply(busy, idle);
    }

    @AfterEach
    void release() {
        holders.forEach(WireClient::close);
        busy.close();
        idle.close();
    }

    private void apply(EchoBackend... backends) {
        cluster.node(0).admin().apply("""
                services:
                  echo: {instances: [%s], load_balancer: least_request}
                routes:
                  - {id: all, path: /**, service: echo}
                """.formatted(List.of(backends).stream().map(EchoBackend::address).collect(Collectors.joining(", "))));
    }

    private static JsonNode instance(NodeProcess node, EchoBackend backend) {
        JsonNode instances = node.admin().json("/admin/v1/services").path("services").path(0).path("instances");
        return StreamSupport.stream(instances.spliterator(), false).filter(one -> one.path("address").asText().equals(backend.address()))
                .findFirst().orElseThrow();
    }

    private void awaitElsewhere(NodeProcess node, double exchanges, Duration atMost) {
        await().atMost(atMost).pollInterval(Duration.ofMillis(50)).untilAsserted(
                () -> assertThat(instance(node, busy).path("in_flight_elsewhere").asDouble()).isCloseTo(exchanges, Offset.offset(0.1)));
    }

    private static void ask(NodeProcess node, int times) throws IOException {
        try (WireClient client = new WireClient(node.spec().httpPort())) {
            for (int i = 0; i < times; i++) {
                assertThat(client.get("/who").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aNodeThatHadNoTrafficAndOneThatJoinsPickTheInstanceThatAnotherNodeLeftIdle() throws Exception {
        // Given
        NodeProcess joiner = cluster.launch().awaitReady();

        // When
        for (NodeProcess node : List.of(cluster.node(1), cluster.node(2), joiner)) {
            awaitElsewhere(node, HELD, SOON);
            ask(node, 20);
        }

        // Then
        assertThat(busy.requests()).isZero();
        assertThat(idle.requests()).isEqualTo(60);
        assertThat(instance(cluster.node(0), busy).path("in_flight_elsewhere").asDouble()).isZero();
    }

    @Test
    void whatADeadNodeHadUnderWayCountsNoLonger() throws Exception {
        awaitElsewhere(cluster.node(1), HELD, SOON);

        cluster.node(0).kill();

        awaitElsewhere(cluster.node(1), 0, SOON);
        awaitElsewhere(cluster.node(2), 0, SOON);
        ask(cluster.node(1), 40);
        assertThat(busy.requests()).isPositive();
    }

    @Test
    void aPausedNodeCountsAgainWhenItIsBack() {
        awaitElsewhere(cluster.node(1), HELD, SOON);

        cluster.node(0).pause();
        awaitElsewhere(cluster.node(1), 0, SOON);
        await().atMost(REJOINED).until(() -> cluster.node(1).admin().members() == 2);
        cluster.node(0).resume();

        awaitElsewhere(cluster.node(1), HELD, REJOINED);
        awaitElsewhere(cluster.node(2), HELD, REJOINED);
    }
}
