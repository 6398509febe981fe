package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The cache stays within its memory, however much is driven through it: {@code -Dgridgate.churn.mebibytes=10240} drives 10 GiB. */
class CacheMemoryClusterIT {
    private static final int NODES = 2;
    private static final int ANSWER_OCTETS = 128 << 10;
    private static final int ANSWERS = (int) ((Long.getLong("gridgate.churn.mebibytes", 512) << 20) / ANSWER_OCTETS);
    private static final long CACHE_OCTETS = 64 << 20;
    /** The heap of a node of these tests, its direct buffers, its code, and room. */
    private static final long RESIDENT_KIB_MAX = 700 << 10;

    @RegisterExtension final Cluster cluster = new Cluster().with("memory: {cache: 64MiB}");

    @Test
    void manyDistinctAnswersTakeNoMoreMemoryThanTheCacheMay() throws Exception {
        try (EchoBackend origin = EchoBackend.start("origin")) {
            // Given
            cluster.start(NODES);
            cluster.node(0).admin().apply("""
                    services: {origin: {instances: ["%s"]}}
                    caching: {all: {ttl: 1 hour}}
                    routes: [{id: r, path: /**, service: origin, cache: all}]
                    """.formatted(origin.address()));

            // When
            AtomicLong next = new AtomicLong();
            Queue<String> failures = new ConcurrentLinkedQueue<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 2 * NODES; i++) {
                NodeProcess node = cluster.node(i % NODES);
                clients.add(Thread.ofVirtual().start(() -> drive(node, next, failures)));
            }
            for (Thread client : clients) {
                client.join();
            }

            // Then
            assertThat(failures).isEmpty();
            for (NodeProcess node : cluster.nodes()) {
                assertThat(node.admin().metric("cache_bytes", "")).isBetween(1.0, (double) CACHE_OCTETS);
                assertThat(node.admin().metric("cache_evictions", "")).isPositive();
                assertThat(residentKibMost(node)).as("the most memory that %s held, in KiB", node.name()).isLessThan(RESIDENT_KIB_MAX);
            }
        }
    }

    private static void drive(NodeProcess node, AtomicLong next, Queue<String> failures) {
        try (WireClient client = new WireClient(node.spec().httpPort())) {
            for (long i = next.getAndIncrement(); i < ANSWERS; i = next.getAndIncrement()) {
                WireClient.Answer answer = client.get("/bytes/" + ANSWER_OCTETS + "?" + i);
                if (answer.status() != 200 || answer.body().length != ANSWER_OCTETS) {
                    failures.add(node.name() + ": " + answer.status() + " with " + answer.body().length + " octets");
                }
            }
        } catch (IOException e) {
            failures.add(node.name() + ": " + e);
        }
    }

    private static long residentKibMost(NodeProcess node) throws IOException {
        String most = Files.readAllLines(Path.of("/proc", Long.toString(node.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(most.replaceAll("\\D", ""));
    }
}
