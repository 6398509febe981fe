package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Clients that ask one node after the other for as long as a test goes on, each keeping its connection.
 *
 * <p>Thread-safety: started and closed by one thread.
 */
final class Load implements AutoCloseable {
    private static final int FAILURES_KEPT = 20;

    private final List<Thread> clients = new ArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final Duration pause;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    /** Starts {@code perNode} clients for each node, each asking for the path and showing each answer to the check. */
    static Load on(List<NodeProcess> nodes, int perNode, String path, Consumer<WireClient.Answer> check) {
        return paced(nodes, perNode, Duration.ZERO, path, check);
    }

    /** As {@link #on}; each client waits for {@code pause} after an answer, so that the machine has time for something else. */
    static Load paced(List<NodeProcess> nodes, int perNode, Duration pause, String path, Consumer<WireClient.Answer> check) {
        Load load = new Load(pause);
        for (NodeProcess node : nodes) {
            for (int i = 0; i < perNode; i++) {
                load.clients.add(Thread.ofVirtual().start(() -> load.ask(node, path, check)));
            }
        }
        return load;
    }

    private Load(Duration pause) {
        this.pause = pause;
    }

    /** Returns how long the slowest answer took since this was asked last. */
    Duration takeSlowest() {
        return Duration.ofNanos(slowestNanos.getAndSet(0));
    }

    long answers() {
        return answers.get();
    }

    /** Stops the clients and fails when any request failed or any answer was wrong. */
    void stopWithoutFailure() throws InterruptedException {
        close();
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failures).isEmpty();
        assertThat(answers).hasPositiveValue();
    }

    @Override
    public void close() {
        stopped = true;
    }

    private void ask(NodeProcess node, String path, Consumer<WireClient.Answer> check) {
        try (WireClient client = new WireClient(node.spec().httpPort())) {
            while (!stopped && failures.size() < FAILURES_KEPT) {
                long asked = System.nanoTime();
                check.accept(client.get(path));
                slowestNanos.accumulateAndGet(System.nanoTime() - asked, Math::max);
                answers.incrementAndGet();
                LockSupport.parkNanos(pause.toNanos());
            }
        } catch (IOException | AssertionError e) {
            failures.add(node.name() + ": " + e);
        }
    }
}
