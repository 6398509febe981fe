package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One of three nodes is cut off from the others, serves on by what it knows, and is of one mind with them again afterwards. */
class PartitionClusterIT {
    private static final Duration NOTICED = Duration.ofSeconds(30);
    private static final Duration HEALED = Duration.ofSeconds(60);
    private static final int LIMIT = 300;
    private static final int LEASE_MAX = LIMIT / 40;
    private static final int LONELY = 2;

    @RegisterExtension final Cluster cluster = new Cluster();
    private MemberNet net;

    @BeforeEach
    void start() {
        net = cluster.withNet();
        cluster.start(3);
    }

    @Test
    void theNodeThatIsCutOffDecidesAsItsLimitsSayAndItsUsageCountsAfterwards() throws Exception {
        // Given: each limit was used on all nodes.
        cluster.node(0).admin().apply("""
                routes:
                  - {path: /**, respond: {status: 200, body: ok}}
                rate_limits:
                  - {name: share, path: /share, limit: 300, window: 2 hours}
                  - {name: allow, path: /allow, limit: 300, window: 2 hours, on_grid_loss: allow}
                  - {name: deny, path: /deny, limit: 300, window: 2 hours, on_grid_loss: deny}
                  - {name: exact, path: /exact, limit: 300, window: 2 hours, mode: exact}
                  - {name: sum, path: /sum, limit: 300, window: 2 hours, mode: exact}
                """);
        for (String path : List.of("/share", "/allow", "/deny", "/exact", "/sum")) {
            for (int node = 0; node < 3; node++) {
                assertThat(admitted(node, path, 30)).as(path).isEqualTo(30);
            }
        }

        // When
        net.cutOff(LONELY);
        awaitMembers(NOTICED, 2, 2, 1);

        // Then: an equal part of what was left when the node last heard of it, what a lease still held apart.
        int left = LIMIT - 90;
        assertThat(admitted(LONELY, "/share", 400)).isBetween(left / 3 - LEASE_MAX, left / 3 + LEASE_MAX);
        assertThat(admitted(LONELY, "/exact", 400)).isEqualTo(left / 3);
        assertThat(admitted(LONELY, "/allow", 400)).isEqualTo(400);
        assertThat(admitted(LONELY, "/deny", 400)).isLessThanOrEqualTo(LEASE_MAX);
        // The others are the grid, and count together as before.
        for (String path : List.of("/share", "/allow", "/deny")) {
            assertThat(admitted(0, path, 100) + admitted(1, path, 400)).as(path).isBetween(left - 3 * LEASE_MAX, left);
        }
        assertThat(admitted(0, "/exact", 100) + admitted(1, "/exact", 400)).isEqualTo(left);
        // 90 before, 50 here, 40 there.
        assertThat(admitted(LONELY, "/sum", 50)).isEqualTo(50);
        assertThat(admitted(0, "/sum", 20) + admitted(1, "/sum", 20)).isEqualTo(40);

        // When
        net.heal();
        awaitMembers(HEALED, 3, 3, 3);

        // Then: what is left is the limit less what every member really spent.
        await().atMost(HEALED).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            for (int node = 0; node < 3; node++) {
                for (String path : List.of("/share", "/allow", "/deny", "/exact")) {
                    assertThat(status(node, path)).as("%s on %d", path, node).isEqualTo(429);
                }
            }
        });
        assertThat(admitted(1, "/sum", 60) + admitted(LONELY, "/sum", 60) + admitted(0, "/sum", 60)).isEqualTo(LIMIT - 180);
    }

    @Test
    void theBreakerOfTheNodesThatAreTogetherIsThatOfAllWhenTheThirdIsBack() throws Exception {
        try (EchoBackend backend = EchoBackend.start("a")) {
            // Given
            cluster.node(0).admin().apply("""
                    services:
                      echo:
                        instances: ["%s"]
                        circuit_breaker: {failure_threshold: 5, success_threshold: 1, timeout: 600000, half_open_timeout: 600000}
                    routes:
                      - {path: /**, service: echo, retries: {attempts: 0}}
                    """.formatted(backend.address()));
            for (int node = 0; node < 3; node++) {
                assertThat(status(node, "/x")).isEqualTo(200);
            }
            net.cutOff(LONELY);
            awaitMembers(NOTICED, 2, 2, 1);

            // When
            backend.status(503);
            for (int i = 0; i < 5; i++) {
                assertThat(text(i % 2, "/x")).isEqualTo("/x");
            }

            // Then: open where the failures are known, and where they are not the service is asked.
            for (int node = 0; node < 2; node++) {
                int together = node;
                await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(text(together, "/x")).contains("CIRCUIT_OPEN"));
            }
            backend.status(200);
            assertThat(status(LONELY, "/x")).isEqualTo(200);

            // When
            net.heal();
            awaitMembers(HEALED, 3, 3, 3);

            // Then
            await().atMost(HEALED).untilAsserted(() -> {
                for (int node = 0; node < 3; node++) {
                    assertThat(text(node, "/x")).contains("CIRCUIT_OPEN");
                }
            });
        }
    }

    private void awaitMembers(Duration atMost, int... counts) {
        await().atMost(atMost).untilAsserted(() -> {
            for (int node = 0; node < counts.length; node++) {
                assertThat(cluster.node(node).admin().members()).isEqualTo(counts[node]);
            }
        });
    }

    private int admitted(int node, String path, int asks) throws IOException {
        int admitted = 0;
        try (WireClient client = new WireClient(cluster.node(node).spec().httpPort())) {
            for (int i = 0; i < asks; i++) {
                int status = client.get(path).status();
                assertThat(status).isIn(200, 429);
                admitted += status == 200 ? 1 : 0;
            }
        }
        return admitted;
    }

    private int status(int node, String path) throws IOException {
        return answer(node, path).status();
    }

    private String text(int node, String path) throws IOException {
        return answer(node, path).text();
    }

    private WireClient.Answer answer(int node, String path) throws IOException {
        try (WireClient client = new WireClient(cluster.node(node).spec().httpPort())) {
            return client.get(path);
        }
    }
}
