package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three nodes count together: never one over the limit, whoever dies. */
class RateLimitClusterIT {
    private static final int CLIENTS_PER_NODE = 4;
    private static final int ASKS = 3_000;
    private static final int KEYS = 12;
    private static final long WAIT_MILLIS_MAX = 3_000;

    @RegisterExtension final Cluster cluster = new Cluster();

    @Test
    void threeNodesAdmitWhatTheLimitSaysAndNoMore() throws Exception {
        // Given
        cluster.start(3);
        cluster.node(0).admin().apply(document("""
                  - {name: leased, path: /leased/**, key: "{path}", limit: 1000, window: 366 days}
                  - {name: exact, path: /exact/**, key: "{path}", limit: 1000, window: 366 days, mode: exact}
                  - {name: small-leased, path: /small-leased/**, key: "{path}", limit: 5, window: 366 days}
                  - {name: small-exact, path: /small-exact/**, key: "{path}", limit: 5, window: 366 days, mode: exact}
                  - {name: sliding, path: /sliding, limit: 300, window: 3s, algorithm: sliding_window}
                  - {name: bucket, path: /bucket, limit: 300, window: 3s, algorithm: token_bucket}
                """));

        // Then
        exactly("leased", 1_000);
        exactly("exact", 1_000);
        exactly("small-leased", 5);
        exactly("small-exact", 5);
        everyNodeShowsTheKeysThatAreCloseToTheirLimits();
        keysDoNotDisturbOneAnother();
        noWindowSeesMoreThanTheLimit();
        bucketAdmitsItsBurstAndItsRate();
    }

    private void exactly(String name, int limit) throws Exception {
        String path = "/" + name + "/one";
        Clients clients = Clients.ask(cluster.nodes(), ASKS / 3 / CLIENTS_PER_NODE, _ -> path);
        clients.join();
        assertThat(clients.failures).as(name).isEmpty();
        assertThat(clients.admitted(path)).as(name).isEqualTo(limit);
        assertThat(clients.refused.get()).as(name).isEqualTo(ASKS - limit);
        double violations = 0;
        for (NodeProcess node : cluster.nodes()) {
            violations += node.admin().metric("rate_limit_violations", "limit=\"" + name + "\"");
        }
        assertThat(violations).as(name).isEqualTo(ASKS - limit);
    }

    private void everyNodeShowsTheKeysThatAreCloseToTheirLimits() throws Exception {
        Clients one = Clients.ask(cluster.nodes().subList(0, 1), 1, _ -> "/small-exact/two");
        one.join();
        for (NodeProcess node : cluster.nodes()) {
            JsonNode usage = node.admin().json("/admin/v1/limits");
            JsonNode small = usage.path("limits").get(3);
            assertThat(small.path("name").asText()).isEqualTo("small-exact");
            assertThat(small.path("top").get(0).path("key").asText()).isEqualTo("/small-exact/one");
            assertThat(small.path("top").get(0).path("used").asInt()).isEqualTo(5);
            assertThat(small.path("top").get(0).path("nodes")).hasSize(3);
            assertThat(small.path("top").get(1).path("key").asText()).isEqualTo("/small-exact/two");
            assertThat(small.path("top").get(1).path("used").asInt()).isEqualTo(CLIENTS_PER_NODE);
            assertThat(usage.path("nodes")).hasSize(3);
            assertThat(usage.path("silent")).isEmpty();
        }
    }

    private void keysDoNotDisturbOneAnother() throws Exception {
        Clients clients = Clients.ask(cluster.nodes(), 600, i -> "/small-leased/key-" + i % 300);
        clients.join();
        assertThat(clients.failures).isEmpty();
        assertThat(clients.admitted).hasSize(300);
        assertThat(clients.admitted.values()).allSatisfy(count -> assertThat(count.get()).isEqualTo(5));
    }

    private void noWindowSeesMoreThanTheLimit() throws Exception {
        Clients clients = Clients.ask(cluster.nodes(), 1_500, _ -> "/sliding");
        clients.join();
        assertThat(clients.failures).isEmpty();
        List<Span> spans = List.copyOf(clients.spans);
        assertThat(spans).hasSizeGreaterThanOrEqualTo(290);
        for (Span first : spans) {
            assertThat(spans.stream().filter(span -> span.isWithin(first.begunMillis(), first.begunMillis() + 3_000)).count())
                    .isLessThanOrEqualTo(300);
        }
    }

    private void bucketAdmitsItsBurstAndItsRate() throws Exception {
        Clients clients = Clients.ask(cluster.nodes(), 1_500, _ -> "/bucket");
        clients.join();
        assertThat(clients.failures).isEmpty();
        long begun = clients.spans.stream().mapToLong(Span::begunMillis).min().orElseThrow();
        long ended = clients.spans.stream().mapToLong(Span::endedMillis).max().orElseThrow();
        assertThat(clients.spans).hasSizeBetween(300, (int) (300 + (ended - begun) / 10 + 1));
    }

    @Test
    void deathsOneAfterTheOtherLetNotOneTooManyThrough() throws Exception {
        // Given
        cluster.start(4);
        cluster.node(0).admin().apply(document("""
                  - {name: leased, path: /leased/**, key: "{path}", limit: 500, window: 366 days}
                  - {name: exact, path: /exact/**, key: "{path}", limit: 500, window: 366 days, mode: exact}
                """));
        List<NodeProcess> served = cluster.nodes().subList(0, 2);

        // When: of four nodes two die, which own about half of the keys, and clients ask the others.
        Clients clients = Clients.ask(served, 2_400, i -> (i % 2 == 0 ? "/leased/" : "/exact/") + i % KEYS);
        clients.awaitAdmitted("/leased/0", 150);
        cluster.node(2).kill();
        clients.awaitAdmitted("/leased/0", 350);
        cluster.node(3).kill();

        // Then
        clients.join();
        assertThat(clients.failures).isEmpty();
        assertThat(clients.admitted).hasSize(KEYS);
        assertThat(clients.admitted.values()).allSatisfy(count -> assertThat(count.get()).isBetween(475, 500));
        assertThat(clients.slowestMillis.get()).isLessThan(WAIT_MILLIS_MAX);
    }

    private static String document(String limits) {
        return """
                routes:
                  - {path: /**, respond: {status: 200, body: ok}}
                rate_limits:
                """ + limits;
    }

    /** A request that was let through. */
    private record Span(long begunMillis, long endedMillis) {
        boolean isWithin(long from, long to) {
            return begunMillis >= from && endedMillis < to;
        }
    }

    /** Clients that ask their node a number of times, each keeping its connection. */
    private static final class Clients {
        private interface Paths {
            String of(int request);
        }

        private final List<Thread> threads = new ArrayList<>();
        private final Map<String, AtomicInteger> admitted = new ConcurrentHashMap<>();
        private final AtomicInteger refused = new AtomicInteger();
        private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final AtomicLong slowestMillis = new AtomicLong();

        static Clients ask(List<NodeProcess> nodes, int each, Paths paths) {
            Clients clients = new Clients();
            for (NodeProcess node : nodes) {
                for (int i = 0; i < CLIENTS_PER_NODE; i++) {
                    clients.threads.add(Thread.ofVirtual().start(() -> clients.ask(node, each, paths)));
                }
            }
            return clients;
        }

        private void ask(NodeProcess node, int each, Paths paths) {
            try (WireClient client = new WireClient(node.spec().httpPort())) {
                for (int i = 0; i < each; i++) {
                    ask(client, paths.of(i));
                }
            } catch (IOException | AssertionError e) {
                failures.add(node.name() + ": " + e);
            }
        }

        private void ask(WireClient client, String path) throws IOException {
            long begun = System.currentTimeMillis();
            WireClient.Answer answer = client.get(path);
            long ended = System.currentTimeMillis();
            slowestMillis.accumulateAndGet(ended - begun, Math::max);
            switch (answer.status()) {
                case 200 -> {
                    spans.add(new Span(begun, ended));
                    admitted.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
                }
                case 429 -> {
                    assertThat(answer.headers()).containsKeys("ratelimit-limit", "ratelimit-reset", "retry-after")
                            .containsEntry("ratelimit-remaining", "0");
                    refused.incrementAndGet();
                }
                default -> failures.add(path + ": " + answer.status() + " " + answer.text());
            }
        }

        int admitted(String path) {
            AtomicInteger count = admitted.get(path);
            return count == null ? 0 : count.get();
        }

        void awaitAdmitted(String path, int count) {
            await().pollInterval(Duration.ofMillis(2)).until(() -> admitted(path) >= count);
        }

        void join() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
