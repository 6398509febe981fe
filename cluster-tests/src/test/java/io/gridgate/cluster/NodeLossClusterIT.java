package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is left of a cluster goes on when a node is killed, paused, or goes by itself. */
class NodeLossClusterIT {
    @RegisterExtension final Cluster cluster = new Cluster();

    @Test
    void theOthersServeAndApplyAfterANodeWasKilled() throws Exception {
        try (EchoBackend backend = EchoBackend.start("a")) {
            // Given
            cluster.start(3);
            cluster.node(0).admin().apply(document(backend, "/one"));

            // When
            cluster.node(0).kill();

            // Then
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(cluster.node(1).admin().members()).isEqualTo(2));
            assertThat(cluster.node(2).admin().apply(document(backend, "/two"))).isEqualTo(2);
            assertThat(answer(cluster.node(1))).isEqualTo("/two");
            assertThat(answer(cluster.node(2))).isEqualTo("/two");
        }
    }

    @Test
    void theOthersStayTogetherThoughOneMissesTheOldestMemberSecondsBeforeTheOther() {
        // Given
        MemberNet net = cluster.withNet();
        for (int node = 0; node < 3; node++) {
            cluster.start(1);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> cluster.nodes().stream().allMatch(node -> node.admin().members() == 3));
        NodeProcess second = cluster.node(1);
        NodeProcess third = cluster.node(2);

        // When: the second will claim to lead while the third still hears the first, who tells nobody any more that it misses the second.
        net.cut(0, 1);
        await().pollDelay(Duration.ofMillis(2500)).until(() -> true);
        net.cut(0, 2);

        // Then
        await().atMost(Duration.ofSeconds(30)).until(() -> second.admin().members() == 2 && third.admin().members() == 2);
        for (NodeProcess left : List.of(second, third)) {
            assertThat(left.logText().lines().filter(line -> line.contains("node left"))).singleElement(STRING).contains("\"gw-1\"");
        }
    }

    @Test
    void aPausedNodeServesOnAndIsAMemberAgainSoonAfter() throws Exception {
        try (EchoBackend backend = EchoBackend.start("a")) {
            // Given
            cluster.start(3);
            cluster.node(0).admin().apply(document(backend, "/one"));
            NodeProcess paused = cluster.node(2);
            paused.pause();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(cluster.node(0).admin().members()).isEqualTo(2));
            cluster.node(1).admin().apply(document(backend, "/two"));

            // When
            paused.resume();

            // Then
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(cluster.node(0).admin().members()).isEqualTo(3);
                assertThat(paused.admin().members()).isEqualTo(3);
                assertThat(answer(paused)).isEqualTo("/two");
            });
        }
    }

    @Test
    void aTerminatedNodeShowsRedFirstFinishesWhatItHasAndFailsNoRequest() throws Exception {
        try (EchoBackend backend = EchoBackend.start("a")) {
            // Given
            cluster.start(2);
            cluster.node(0).admin().apply(document(backend, "/one"));
            NodeProcess leaving = cluster.node(1);

            // When
            try (WireClient client = new WireClient(leaving.spec().httpPort())) {
                assertThat(client.get("/health").status()).isEqualTo(200);
                leaving.terminate();
                int served = 0;
                while (client.get("/health").status() == 200) {
                    assertThat(client.get("/rev").status()).isEqualTo(200);
                }
                WireClient.Answer afterRed = client.get("/rev");
                served += afterRed.status() == 200 ? 1 : 0;

                // Then
                assertThat(served).as("requests served while health is red").isEqualTo(1);
            }
            assertThat(leaving.endsWithin(Duration.ofSeconds(40))).as(leaving::logText).isTrue();
            assertThat(leaving.exitStatus()).isZero();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(cluster.node(0).admin().members()).isEqualTo(1));
        }
    }

    @Test
    void aSecondNodeOfTheSameNameIsRefused() throws Exception {
        // Given
        cluster.start(2);
        NodeSpec first = cluster.node(0).spec();
        List<Integer> ports = FreePorts.take(3);
        NodeSpec twin = new NodeSpec(first.name(), ports.get(0), ports.get(1), ports.get(2), first.members(),
                Files.createDirectory(cluster.directory().resolve("twin")), first.more(), first.gateway(), first.jvmOptions());

        // When
        try (NodeProcess second = NodeProcess.start(twin)) {
            // Then
            assertThat(second.endsWithin(Duration.ofSeconds(60))).as(second::logText).isTrue();
            assertThat(second.exitStatus()).isEqualTo(1);
            assertThat(second.logText()).contains(first.name());
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(cluster.node(0).admin().members()).isEqualTo(2));
    }

    private static String answer(NodeProcess node) throws IOException {
        try (WireClient client = new WireClient(node.spec().httpPort())) {
            return client.get("/rev").text();
        }
    }

    private static String document(EchoBackend backend, String marker) {
        return """
                services:
                  echo: {instances: ["%s"]}
                routes:
                  - {id: rev, path: /rev, service: echo, rewrite: %s}
                """.formatted(backend.address(), marker);
    }
}
