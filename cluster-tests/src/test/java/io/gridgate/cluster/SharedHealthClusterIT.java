package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three nodes share the probing of instances, and what each finds counts for all. */
class SharedHealthClusterIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    @RegisterExtension final Cluster cluster = new Cluster();
    private final List<EchoBackend> backends = new ArrayList<>();

    @AfterEach
    void stopBackends() {
        backends.forEach(EchoBackend::close);
    }

    private String backends(int n) {
        IntStream.range(0, n).forEach(i -> backends.add(EchoBackend.start("b" + i)));
        return backends.stream().map(EchoBackend::address).collect(Collectors.joining(", ", "[", "]"));
    }

    private void apply(String service) {
        cluster.node(0).admin().apply("""
                services:
                  echo: {%s}
                routes:
                  - {id: all, path: /**, service: echo}
                """.formatted(service));
    }

    private static List<JsonNode> instances(NodeProcess node) {
        JsonNode instances = node.admin().json("/admin/v1/services").path("services").path(0).path("instances");
        return StreamSupport.stream(instances.spliterator(), false).toList();
    }

    private static JsonNode instance(NodeProcess node, EchoBackend backend) {
        return instances(node).stream().filter(one -> one.path("address").asText().equals(backend.address())).findFirst().orElseThrow();
    }

    private static List<String> probers(JsonNode instance) {
        return StreamSupport.stream(instance.path("probed_by").spliterator(), false).map(JsonNode::asText).toList();
    }

    private int[] probes() {
        return backends.stream().mapToInt(EchoBackend::probes).toArray();
    }

    @Test
    void fiftyInstancesAreProbedByTwoOfThreeNodesAndADeadOnesShareIsTakenOver() throws Exception {
        // Given
        int interval = 4;
        cluster.start(3);
        apply("instances: " + backends(50) + ", health_check: {interval: " + interval + "s, timeout: 1s}");
        await().atMost(SOON).untilAsserted(() -> assertThat(cluster.nodes()).allSatisfy(node -> assertThat(instances(node))
                .allSatisfy(one -> assertThat(one.path("health").asText()).isEqualTo("healthy"))));

        // When
        int[] before = probes();
        long since = System.nanoTime();
        await().atMost(Duration.ofSeconds(60)).until(() -> IntStream.range(0, 50).allMatch(i -> probes()[i] - before[i] >= 6));

        // Then
        double intervals = (System.nanoTime() - since) / 1e9 / interval;
        double perInterval = IntStream.range(0, 50).map(i -> probes()[i] - before[i]).average().orElseThrow() / intervals;
        assertThat(perInterval).as("probes of an instance in an interval").isBetween(1.5, 2.3);
        assertThat(instances(cluster.node(1))).allSatisfy(one -> assertThat(probers(one)).hasSize(2));

        // When
        long held = instances(cluster.node(0)).stream().filter(one -> probers(one).contains("gw-3")).count();
        int[] atDeath = probes();
        cluster.node(2).kill();

        // Then
        List<NodeProcess> alive = cluster.nodes().subList(0, 2);
        await().atMost(Duration.ofSeconds(2L * interval)).untilAsserted(() -> {
            assertThat(alive.stream().mapToDouble(node -> node.admin().metric("service_probe_takeovers", "echo")).sum())
                    .isEqualTo((double) held);
            assertThat(IntStream.range(0, 50).map(i -> probes()[i] - atDeath[i])).allMatch(probes -> probes >= 2);
        });
        assertThat(instances(alive.getFirst())).allSatisfy(one -> assertThat(probers(one)).containsExactlyInAnyOrder("gw-1", "gw-2"));
    }

    @Test
    void whatFailsItsProbesIsOutEverywhereAndSoIsItsRecovery() {
        cluster.start(3);
        apply("instances: " + backends(4)
                + ", health_check: {interval: 500ms, timeout: 400ms, healthy_threshold: 2, unhealthy_threshold: 2}");
        EchoBackend sick = backends.get(1);
        await().atMost(SOON).untilAsserted(() -> assertThat(cluster.nodes())
                .allSatisfy(node -> assertThat(instance(node, sick).path("health").asText()).isEqualTo("healthy")));

        sick.healthy(false);
        await().atMost(SOON).untilAsserted(() -> assertThat(cluster.nodes())
                .allSatisfy(node -> assertThat(instance(node, sick).path("health").asText()).isEqualTo("unhealthy")));
        NodeProcess joiner = cluster.launch().awaitReady();
        await().atMost(SOON).untilAsserted(() -> assertThat(instance(joiner, sick).path("health").asText()).isEqualTo("unhealthy"));

        sick.healthy(true);
        await().atMost(SOON).untilAsserted(() -> assertThat(cluster.nodes()).allSatisfy(node -> {
            assertThat(instance(node, sick).path("health").asText()).isEqualTo("healthy");
            assertThat(instance(node, sick).path("slow_start").asBoolean()).isTrue();
        }));
    }

    @Test
    void whatOneNodeEjectsIsUsedByNoneAndAJoinerKnowsIt() throws Exception {
        // Given
        cluster.start(3);
        apply("instances: " + backends(3) + ", retries: {attempts: 0}, outlier_detection: {consecutive_failures: 3, ejection: 4m}");
        EchoBackend broken = backends.get(2);
        broken.status(503);

        // When
        await().atMost(SOON).until(() -> {
            ask(cluster.node(0), 3);
            return instance(cluster.node(0), broken).path("health").asText().equals("ejected");
        });

        // Then
        await().atMost(SOON).untilAsserted(() -> assertThat(cluster.nodes())
                .allSatisfy(node -> assertThat(instance(node, broken).path("ejected_by").asText()).isEqualTo("gw-1")));
        NodeProcess joiner = cluster.launch().awaitReady();
        await().atMost(SOON).untilAsserted(() -> assertThat(instance(joiner, broken).path("ejected_by").asText()).isEqualTo("gw-1"));
        int before = broken.requests();
        for (NodeProcess node : cluster.nodes()) {
            ask(node, 20);
        }
        assertThat(broken.requests()).isEqualTo(before);
        assertThat(joiner.admin().metric("service_ejections_heard", "echo")).isEqualTo(1);
    }

    private static void ask(NodeProcess node, int times) throws Exception {
        try (WireClient client = new WireClient(node.spec().httpPort())) {
            for (int i = 0; i < times; i++) {
                client.get("/who");
            }
        }
    }
}
