package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three nodes together never have more under way than a concurrency limit says, and whoever dies leaves no permit taken. */
class ConcurrencyClusterIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration NOTICED = Duration.ofSeconds(30);
    private static final Duration HEALED = Duration.ofSeconds(60);
    private static final int LONELY = 2;

    @RegisterExtension final Cluster cluster = new Cluster();
    private final HoldingBackend backend = HoldingBackend.start();
    private final List<WireClient> holding = new ArrayList<>();

    @AfterEach
    void stop() {
        holding.forEach(WireClient::close);
        backend.close();
    }

    private void apply(String limits) throws IOException {
        cluster.node(0).admin().apply("""
                services:
                  a: {instances: ["%s"], retries: {attempts: 0}, connections: {max: 512}}
                routes:
                  - {path: /**, service: a, timeouts: {first_byte: 120s, total: 120s}}
                concurrency_limits: [%s]
                """.formatted(backend.address(), limits));
    }

    @Test
    void underLoadOnAllNodesTheBackendNeverSeesOneTooMany() throws Exception {
        // Given
        cluster.start(3);
        apply("{name: l, key: all, limit: 5}");

        // When: all nodes are busy, none of them starves, and one dies.
        Clients clients = Clients.ask(cluster.nodes(), 6);
        clients.awaitPassedOnEach(50);
        clients.leave(LONELY);
        cluster.node(LONELY).kill();
        clients.awaitPassed(500);
        clients.stop();

        // Then
        assertThat(backend.mostWorking()).isEqualTo(5);
        assertThat(clients.unexpected).isEmpty();
        assertThat(clients.refused.get()).isPositive();
        // And nothing of the dead node's is left: again the whole limit is free, and no more.
        held(0, "/held/again", 3);
        await().atMost(NOTICED).untilAsserted(() -> assertThat(status(1, "/quick")).isEqualTo(200));
        held(1, "/held/again", 5);
        assertThat(status(0, "/quick")).isEqualTo(429);
        assertThat(status(1, "/quick")).isEqualTo(429);
    }

    @Test
    void permitsOfANodeThatIsKilledComeBack() throws Exception {
        // Given
        cluster.start(3);
        apply("{name: l, path: /held/**, key: all, limit: 4}");
        held(0, "/held/mine", 2);
        held(LONELY, "/held/lost", 2);
        assertThat(status(1, "/held/other")).isEqualTo(429);
        usedIs(1, 4);

        // When
        cluster.node(LONELY).kill();

        // Then
        for (int expected = 1; expected <= 2; expected++) {
            await().atMost(NOTICED).pollInterval(Duration.ofMillis(100)).until(() -> holds(1, "/held/other"));
            assertThat(backend.arrived("/held/other")).isEqualTo(expected);
        }
        assertThat(status(1, "/held/none")).isEqualTo(429);
        assertThat(status(0, "/held/none")).isEqualTo(429);
        usedIs(0, 4);
        backend.release();
        await().atMost(SOON).untilAsserted(() -> usedIs(1, 0));
    }

    @Test
    void whatAPausedNodeHasUnderWayCountsAgainWhenItIsBack() throws Exception {
        // Given
        cluster.start(3);
        apply("{name: l, path: /held/**, key: all, limit: 4}");
        NodeProcess paused = cluster.node(LONELY);
        held(LONELY, "/held/paused", 3);
        held(0, "/held/mine", 1);
        assertThat(status(1, "/held/other")).isEqualTo(429);

        // When: the others do without it for a while.
        paused.pause();
        await().atMost(NOTICED).untilAsserted(() -> assertThat(cluster.node(0).admin().members()).isEqualTo(2));
        await().atMost(SOON).until(() -> holds(1, "/held/other"));
        paused.resume();
        await().atMost(HEALED).untilAsserted(() -> {
            assertThat(cluster.node(0).admin().members()).isEqualTo(3);
            assertThat(paused.admin().members()).isEqualTo(3);
        });

        // Then: five are under way, which is a fact, and nobody adds to it.
        await().atMost(SOON).untilAsserted(() -> usedIs(0, 5));
        await().atMost(SOON).untilAsserted(() -> {
            for (int node = 0; node < 3; node++) {
                assertThat(status(node, "/held/none")).isEqualTo(429);
            }
        });
        backend.release();
        await().atMost(SOON).untilAsserted(() -> usedIs(0, 0));
        held(LONELY, "/held/after", 4);
        assertThat(status(0, "/held/none")).isEqualTo(429);
    }

    @Test
    void nodeThatIsCutOffHasItsShareAndTheOthersTheLimit() throws Exception {
        // Given
        MemberNet net = cluster.withNet();
        cluster.start(3);
        apply("{name: share, path: /held/share/**, key: all, limit: 6}, "
                + "{name: deny, path: /held/deny/**, key: all, limit: 6, on_grid_loss: deny}");
        held(LONELY, "/held/share/before", 1);

        // When
        net.cutOff(LONELY);
        awaitMembers(NOTICED, 2, 2, 1);

        // Then: a third of the limit, with what was under way before.
        held(LONELY, "/held/share/lonely", 1);
        assertThat(status(LONELY, "/held/share/none")).isEqualTo(429);
        assertThat(status(LONELY, "/held/deny/none")).isEqualTo(429);
        held(0, "/held/share/together", 3);
        held(1, "/held/share/together", 6);
        assertThat(status(1, "/held/share/none")).isEqualTo(429);

        // When
        net.heal();
        awaitMembers(HEALED, 3, 3, 3);

        // Then: eight are under way, which is a fact, and nobody adds to it until less than six are.
        await().atMost(SOON).untilAsserted(() -> {
            for (int node = 0; node < 3; node++) {
                assertThat(status(node, "/held/share/none")).isEqualTo(429);
            }
        });
        backend.release();
        held(0, "/held/share/after", 3);
        held(LONELY, "/held/share/after", 6);
        assertThat(status(1, "/held/share/none")).isEqualTo(429);
    }

    /** Begins exchanges on that node that last until they are let, as many as are still lacking of so many. */
    private void held(int node, String path, int arrived) {
        await().atMost(SOON).until(() -> {
            while (backend.arrived(path) < arrived && holds(node, path)) {
                // One more is there.
            }
            return backend.arrived(path) == arrived;
        });
    }

    /** Begins an exchange on that node that lasts until it is let; returns whether it has reached the backend: else it was refused. */
    private boolean holds(int node, String path) throws IOException {
        int before = backend.arrived(path);
        WireClient client = new WireClient(cluster.node(node).spec().httpPort());
        holding.add(client);
        client.ask(path);
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> backend.arrived(path) > before || client.isAnswered());
        return backend.arrived(path) > before;
    }

    private int status(int node, String path) throws IOException {
        try (WireClient client = new WireClient(cluster.node(node).spec().httpPort())) {
            return client.get(path).status();
        }
    }

    private void usedIs(int node, int used) {
        JsonNode top = cluster.node(node).admin().json("/admin/v1/limits").path("limits").get(0).path("top");
        assertThat(top.isEmpty() ? 0 : top.get(0).path("used").asInt()).isEqualTo(used);
    }

    private void awaitMembers(Duration atMost, int... counts) {
        await().atMost(atMost).untilAsserted(() -> {
            for (int node = 0; node < counts.length; node++) {
                assertThat(cluster.node(node).admin().members()).isEqualTo(counts[node]);
            }
        });
    }

    /** Clients that ask their node again and again, each on its own connection, until they are stopped or it dies. */
    private static final class Clients {
        private final List<Thread> threads = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<AtomicInteger> passed = new ArrayList<>();
        private final AtomicInteger refused = new AtomicInteger();
        private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private volatile String dying = "";

        static Clients ask(List<NodeProcess> nodes, int each) {
            Clients clients = new Clients();
            for (NodeProcess node : nodes) {
                AtomicInteger count = new AtomicInteger();
                clients.names.add(node.name());
                clients.passed.add(count);
                for (int i = 0; i < each; i++) {
                    clients.threads.add(Thread.ofVirtual().start(() -> clients.ask(node, count)));
                }
            }
            return clients;
        }

        private void ask(NodeProcess node, AtomicInteger count) {
            try (WireClient client = new WireClient(node.spec().httpPort())) {
                while (!stopped.get()) {
                    WireClient.Answer answer = client.get("/work");
                    switch (answer.status()) {
                        case 200 -> count.incrementAndGet();
                        case 429 -> refused.incrementAndGet();
                        default -> unexpected.add(answer.status() + " " + answer.text());
                    }
                }
            } catch (IOException e) {
                if (!node.name().equals(dying)) {
                    unexpected.add(node.name() + ": " + e);
                }
            }
        }

        /** That node is about to die: its clients may see that. */
        void leave(int node) {
            dying = names.get(node);
        }

        void awaitPassedOnEach(int count) {
            await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10))
                    .until(() -> passed.stream().allMatch(each -> each.get() >= count));
        }

        void awaitPassed(int count) {
            await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10))
                    .until(() -> passed.stream().mapToInt(AtomicInteger::get).sum() >= count);
        }

        void stop() throws InterruptedException {
            stopped.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
