package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every node gives what any of them stored; a purge is one for all of them. */
class CacheClusterIT {
    /** {@code -Dpurge.rounds=10000} takes a few minutes; of invalidations there are as many. */
    private static final int ROUNDS = Integer.getInteger("purge.rounds", 400);
    private static final int READERS_PER_NODE = 3;
    private static final String HOST = "counter.test";

    @RegisterExtension final Cluster cluster = new Cluster();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @Test
    void notOneOldAnswerIsGivenOnAnyNodeAfterAPurgeWasAnswered() throws Exception {
        try (Counter origin = Counter.start()) {
            // Given
            cluster.start(3);
            cluster.node(0).admin().apply(document(origin));
            AtomicInteger oldest = new AtomicInteger();
            List<Thread> readers = readers(List.of(oldest, oldest, oldest));

            // When
            for (int round = 1; round <= ROUNDS; round++) {
                int now = origin.next();
                HttpResponse<String> purged = cluster.node(round % 3).admin().post("/admin/v1/cache/purge", "{\"tag\": \"counter\"}");
                assertThat(purged.statusCode()).as(purged.body()).isEqualTo(200);
                oldest.set(now);
            }

            // Then
            end(readers);
            assertThat(failures).isEmpty();
            assertThat(origin.requests.get()).as("most were hits").isLessThan(20 * ROUNDS);
            double hits = 0;
            for (NodeProcess node : cluster.nodes()) {
                hits += node.admin().metric("cache_hits", "endpoint=\"r\"");
            }
            assertThat(hits).isPositive();
        }
    }

    @Test
    void aNodeThatJoinsOrComesBackKnowsWhatWasPurged() throws Exception {
        try (Counter origin = Counter.start()) {
            // Given
            cluster.start(2);
            cluster.node(0).admin().apply(document(origin));
            assertThat(get(cluster.node(1))).isEqualTo(0);
            NodeProcess paused = cluster.node(1);
            paused.pause();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> cluster.node(0).admin().members() == 1);

            // When: it is no member, so nobody waits for it.
            int now = origin.next();
            HttpResponse<String> purged = cluster.node(0).admin().post("/admin/v1/cache/purge", "{\"path\": \"/counter\"}");
            assertThat(purged.statusCode()).as(purged.body()).isEqualTo(200);
            NodeProcess joined = cluster.launch().awaitReady();

            // Then
            assertThat(get(joined)).isEqualTo(now);
            paused.resume();
            await().atMost(Duration.ofSeconds(30)).until(() -> get(paused) == now);
        }
    }

    @Test
    void whatAnUnsafeRequestHasMadeInvalidIsGivenOnNoNodeOnceThatIsTold() throws Exception {
        try (Counter origin = Counter.start()) {
            // Given
            cluster.start(3);
            cluster.node(0).admin().apply(document(origin));
            List<AtomicInteger> oldest = List.of(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
            List<Thread> readers = readers(oldest);

            // When
            for (int round = 1; round <= ROUNDS; round++) {
                NodeProcess asked = cluster.node(round % 3);
                try (WireClient client = new WireClient(asked.spec().httpPort(), HOST)) {
                    assertThat(client.ask("POST", "/counter").status()).isEqualTo(200);
                }
                int now = origin.number.get();
                oldest.get(round % 3).set(now);
                for (int node = 0; node < 3; node++) {
                    NodeProcess other = cluster.node(node);
                    await().pollInterval(Duration.ofMillis(1)).pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(10))
                            .until(() -> get(other) >= now);
                    oldest.get(node).set(now);
                }
            }

            // Then
            end(readers);
            assertThat(failures).isEmpty();
            assertThat(origin.requests.get()).as("most were hits").isLessThan(20 * ROUNDS);
        }
    }

    /** Begins to read from all nodes, none of whose answers may be older than the node's number says when it is asked. */
    private List<Thread> readers(List<AtomicInteger> oldest) {
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < READERS_PER_NODE * oldest.size(); i++) {
            NodeProcess node = cluster.node(i % oldest.size());
            AtomicInteger least = oldest.get(i % oldest.size());
            readers.add(Thread.ofVirtual().start(() -> read(node, least)));
        }
        return readers;
    }

    private void end(List<Thread> readers) throws InterruptedException {
        over.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
    }

    private void read(NodeProcess node, AtomicInteger oldest) {
        try (WireClient client = new WireClient(node.spec().httpPort(), HOST)) {
            while (!over.get()) {
                int least = oldest.get();
                WireClient.Answer answer = client.get("/counter");
                if (answer.status() != 200 || Integer.parseInt(answer.text()) < least) {
                    failures.add(node.name() + ": " + answer.status() + " " + answer.text() + " (expected: " + least + " or later)");
                }
                LockSupport.parkNanos(500_000);
            }
        } catch (IOException e) {
            failures.add(node.name() + ": " + e);
        }
    }

    private static int get(NodeProcess node) throws IOException {
        try (WireClient client = new WireClient(node.spec().httpPort(), HOST)) {
            return Integer.parseInt(client.get("/counter").text());
        }
    }

    private static String document(Counter origin) {
        return """
                services: {counter: {instances: ["%s"]}}
                caching: {long: {ttl: 1 hour, tags: [counter]}}
                routes: [{id: r, path: /counter, service: counter, cache: long}]
                """.formatted(origin.address());
    }

    /**
     * An origin whose one answer is a number; it reads the number before it is slow, so that an old one may be long under way.
     *
     * <p>Thread-safety: thread-safe.
     */
    private static final class Counter implements AutoCloseable {
        private static final int SLOW_NANOS = 2_000_000;

        private final AtomicInteger number = new AtomicInteger();
        private final AtomicInteger requests = new AtomicInteger();
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final HttpServer server;

        private Counter(HttpServer server) {
            this.server = server;
        }

        static Counter start() throws IOException {
            Counter counter = new Counter(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024));
            counter.server.setExecutor(counter.threads);
            counter.server.createContext("/", exchange -> {
                counter.requests.incrementAndGet();
                if (exchange.getRequestMethod().equals("POST")) {
                    counter.next();
                }
                byte[] octets = Integer.toString(counter.number.get()).getBytes(StandardCharsets.US_ASCII);
                LockSupport.parkNanos(SLOW_NANOS);
                exchange.sendResponseHeaders(200, octets.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(octets);
                }
            });
            counter.server.start();
            return counter;
        }

        String address() {
            return "127.0.0.1:" + server.getAddress().getPort();
        }

        /** Returns the next number, which is the answer from now on. */
        int next() {
            return number.incrementAndGet();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.close();
        }
    }
}
