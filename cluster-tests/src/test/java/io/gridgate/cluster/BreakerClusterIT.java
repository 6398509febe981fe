package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridgate.fixture.ScriptedBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The breaker of a service is one for all nodes. */
class BreakerClusterIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LATE = Duration.ofSeconds(40);

    @RegisterExtension final Cluster cluster = new Cluster();

    @Test
    void failuresThatAreSpreadOpenItOnAllAndExactlyTheProbesThatHaveToSucceedCloseIt() throws Exception {
        try (Service service = Service.start()) {
            // Given
            cluster.start(3);
            cluster.node(0).admin().apply(document(service, 3, "30s"));
            service.status = 503;
            for (int node : new int[]{0, 0, 1, 1, 2}) {
                assertThat(get(cluster.node(node)).text()).isEqualTo("answer");
            }
            awaitBreaker("open");
            for (NodeProcess node : cluster.nodes()) {
                WireClient.Answer refusal = get(node);
                assertThat(refusal.status()).isEqualTo(503);
                assertThat(refusal.text()).contains("\"code\":\"CIRCUIT_OPEN\"");
                assertThat(Integer.parseInt(refusal.headers().get("retry-after"))).isBetween(1, 3);
            }
            assertThat(service.asked.get()).isEqualTo(5);

            // When
            service.status = 200;
            service.hold();
            awaitBreaker("half_open");
            List<Future<WireClient.Answer>> answers = new ArrayList<>();
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 12; i++) {
                    NodeProcess node = cluster.node(i % 3);
                    Callable<WireClient.Answer> ask = () -> get(node);
                    answers.add(clients.submit(ask));
                }
                await().atMost(SOON).until(() -> answers.stream().filter(Future::isDone).count() == 9);
                service.release();
            }

            // Then
            assertThat(service.asked.get()).as("five failures and three probes").isEqualTo(8);
            List<Integer> statuses = new ArrayList<>();
            for (Future<WireClient.Answer> answer : answers) {
                statuses.add(answer.get().status());
            }
            assertThat(statuses).filteredOn(status -> status == 200).hasSize(3);
            assertThat(statuses).filteredOn(status -> status == 503).hasSize(9);
            awaitBreaker("closed");
            for (NodeProcess node : cluster.nodes()) {
                assertThat(get(node).status()).isEqualTo(200);
                for (String to : List.of("open", "half_open", "closed")) {
                    assertThat(node.admin().metric("circuit_breaker_state_changes", "to=\"" + to + "\"")).as(to).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void failuresOnOneNodeOpenItOnAllAJoinerKnowsAndAnOperatorMayHoldIt() throws Exception {
        try (Service service = Service.start()) {
            // Given
            cluster.start(2);
            cluster.node(0).admin().apply(document(service, 3, "30s").replace("timeout: 2000", "timeout: 600000"));
            service.status = 500;
            for (int i = 0; i < 5; i++) {
                assertThat(get(cluster.node(1)).status()).isEqualTo(500);
            }
            assertThat(get(cluster.node(1)).text()).as("at once where the failures were").contains("CIRCUIT_OPEN");
            awaitBreaker("open");

            // When
            NodeProcess joiner = cluster.launch().awaitReady();

            // Then
            assertThat(get(joiner).text()).contains("CIRCUIT_OPEN");
            service.status = 200;
            int asked = service.asked.get();
            turn(joiner, "closed");
            awaitBreaker("closed");
            assertThat(get(cluster.node(0)).status()).isEqualTo(200);
            turn(cluster.node(0), "open");
            awaitBreaker("open");
            assertThat(get(joiner).text()).contains("CIRCUIT_OPEN");
            assertThat(breaker(joiner).path("breaker_forced").asBoolean()).isTrue();
            turn(cluster.node(1), "auto");
            awaitBreaker("closed");
            assertThat(get(joiner).status()).isEqualTo(200);
            assertThat(breaker(joiner).path("breaker_forced").asBoolean()).isFalse();
            assertThat(service.asked.get()).isEqualTo(asked + 2);
        }
    }

    @Test
    void oneDeadInstanceAmongHealthyOnesDoesNotOpenIt() throws Exception {
        try (Service service = Service.start()) {
            // Given
            cluster.start(2);
            int dead = FreePorts.take(1).getFirst();
            cluster.node(0).admin().apply("""
                    services:
                      svc:
                        instances: ["%s", "127.0.0.1:%d"]
                        circuit_breaker: {failure_threshold: 3, timeout: 60000}
                    routes:
                      - {id: all, path: /**, service: svc}
                    """.formatted(service.address(), dead));

            // When
            for (int i = 0; i < 40; i++) {
                assertThat(get(cluster.node(i % 2)).status()).isEqualTo(200);
            }

            // Then
            assertThat(breaker(cluster.node(0)).path("breaker").asText()).isEqualTo("closed");
            assertThat(cluster.node(0).admin().metric("service_attempts_failed", "svc")).isPositive();
        }
    }

    @Test
    void aMemberThatIsKilledWithTheOnlyProbeDoesNotHoldTheOthersUp() throws Exception {
        try (Service service = Service.start(); ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            // Given
            cluster.start(3);
            cluster.node(0).admin().apply(document(service, 1, "10m"));
            service.status = 503;
            for (int i = 0; i < 5; i++) {
                assertThat(get(cluster.node(0)).status()).isEqualTo(503);
            }
            awaitBreaker("open");
            service.status = 200;
            service.hold();
            awaitBreaker("half_open");
            Future<WireClient.Answer> probe = clients.submit(() -> get(cluster.node(2)));
            await().atMost(SOON).until(() -> service.asked.get() == 6);
            assertThat(get(cluster.node(0)).text()).contains("CIRCUIT_OPEN");

            // When
            cluster.node(2).kill();
            service.release();

            // Then
            assertThat(probe).failsWithin(SOON);
            await().atMost(LATE).pollInterval(Duration.ofMillis(200)).until(() -> get(cluster.node(0)).status() == 200);
            await().atMost(SOON).until(() -> breaker(cluster.node(1)).path("breaker").asText().equals("closed"));
            assertThat(get(cluster.node(1)).status()).isEqualTo(200);
        }
    }

    private void awaitBreaker(String state) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(
                () -> cluster.nodes().stream().allMatch(node -> breaker(node).path("breaker").asText().equals(state)));
    }

    private static JsonNode breaker(NodeProcess node) {
        return node.admin().json("/admin/v1/services").path("services").path(0);
    }

    private static void turn(NodeProcess node, String to) {
        assertThat(node.admin().post("/admin/v1/services/svc/breaker", "{\"state\":\"" + to + "\"}").statusCode()).isEqualTo(200);
    }

    private static WireClient.Answer get(NodeProcess node) throws IOException {
        try (WireClient client = new WireClient(node.spec().httpPort())) {
            return client.get("/x");
        }
    }

    private static String document(Service service, int successes, String halfOpenTimeout) {
        return """
                services:
                  svc: {instances: ["%s"], retries: {attempts: 0}}
                circuit_breaker: {failure_threshold: 5, success_threshold: %d, timeout: 2000, half_open_timeout: %s}
                routes:
                  - {id: all, path: /**, service: svc}
                """.formatted(service.address(), successes, halfOpenTimeout);
    }

    /**
     * A service that answers with one status, at once or when it is let go.
     *
     * <p>Thread-safety: thread-safe.
     */
    private static final class Service implements AutoCloseable {

        private final AtomicInteger asked = new AtomicInteger();
        private final ScriptedBackend backend;
        private volatile int status = 200;
        private volatile CountDownLatch held = new CountDownLatch(0);

        private Service() throws IOException {
            backend = ScriptedBackend.answering((request, peer) -> answer(peer));
        }

        private static Service start() throws IOException {
            return new Service();
        }

        private String address() {
            return "127.0.0.1:" + backend.port();
        }

        private void hold() {
            held = new CountDownLatch(1);
        }

        private void release() {
            held.countDown();
        }

        private void answer(ScriptedBackend.Peer peer) throws IOException {
            asked.incrementAndGet();
            try {
                assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
            peer.write("HTTP/1.1 " + status + " By Script\r\nContent-Length: 6\r\n\r\nanswer");
        }

        @Override
        public void close() throws IOException {
            release();
            backend.close();
        }
    }
}
