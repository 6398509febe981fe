package io.gridgate.service.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.EventLoop;
import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import io.gridgate.http.Headers;
import io.gridgate.service.Exchanges;
import io.gridgate.service.instance.BackgroundScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Breakers and runs under many threads at once. */
final class BreakerStressTest {

    private static final int NODES = 3;
    private static final int LOOPS = 2;
    private static final int ROUNDS = 20;
    private static final CircuitBreakerConfig CONFIG = new CircuitBreakerConfig(5, 3, Duration.ofMillis(10), Duration.ofSeconds(60));
    private static final Duration LONG = Duration.ofSeconds(30);

    /** key: epoch, value: probes of it that reached the service. */
    private final Map<Long, AtomicInteger> probes = new ConcurrentHashMap<>();
    private volatile boolean healthy;

    @Test
    void exactlyTheProbesThatHaveToSucceedPassWhileEverybodyAsks() {
        InMemoryBreakerStore grid = InMemoryBreakerStore.of("watcher");
        List<Node> nodes = new ArrayList<>();
        try (BackgroundScheduler scheduler = new BackgroundScheduler("breaker-stress")) {
            for (int i = 0; i < NODES; i++) {
                nodes.add(new Node(grid.beside("m" + i), scheduler));
            }
            for (int round = 0; round < ROUNDS; round++) {
                healthy = false;
                await(nodes, grid, "open");
                healthy = true;
                await(nodes, grid, "closed");
                long closedIn = grid.read("svc").epoch();
                assertThat(probes.get(closedIn - 1)).as("probes of the epoch that closed it").hasValue(3);
            }
            assertThat(probes.values()).allSatisfy(sent -> assertThat(sent.get()).isLessThanOrEqualTo(3));
        } finally {
            nodes.forEach(Node::close);
        }
    }

    private static void await(List<Node> nodes, InMemoryBreakerStore grid, String kind) {
        Awaitility.await().atMost(LONG).pollInterval(Duration.ofMillis(1)).pollDelay(Duration.ZERO).until(() -> {
            nodes.forEach(Node::sendOnEach);
            return grid.read("svc").kind().equals(kind) && nodes.stream().allMatch(node -> node.breaker.view().state().equals(kind));
        });
    }

    @Test
    void concurrentFailuresAreAllCounted() throws Exception {
        for (int round = 0; round < 200; round++) {
            FailureRun run = FailureRun.of(8);
            atOnce(8, run::failed);
            assertThat(run.length()).isEqualTo(8);
            assertThat(run.isFull()).isTrue();
        }
    }

    @Test
    void aSuccessAfterAllEndsWhatWasCountedBefore() throws Exception {
        FailureRun run = FailureRun.of(10_000);
        for (int round = 0; round < 200; round++) {
            AtomicInteger turn = new AtomicInteger();
            atOnce(8, () -> {
                if (turn.incrementAndGet() % 2 == 0) {
                    var _ = run.succeeded();
                } else {
                    run.failed();
                }
            });
            run.failed();
            assertThat(run.length()).isBetween(1, 5);
            assertThat(run.succeeded()).isTrue();
            assertThat(run.length()).isZero();
        }
    }

    private static void atOnce(int threads, Runnable what) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(() -> {
                int _ = start.await();
                what.run();
                return true;
            });
        }
        try (var workers = Executors.newFixedThreadPool(threads)) {
            for (Future<Boolean> one : workers.invokeAll(all)) {
                assertThat(one.get()).isTrue();
            }
        }
    }

    /**
     * One node with its loops.
     *
     * <p>Thread-safety: thread-safe.
     */
    private final class Node implements Filter {

        private final Breaker breaker;
        private final Chain chain;
        private final List<Loop> loops = new ArrayList<>();

        private Node(BreakerStore store, BackgroundScheduler scheduler) {
            breaker = Breaker.start("svc", CONFIG,
                    new Breaker.Ports(store, new BreakerPoll(store, scheduler), scheduler, Ticker.system(), Metrics.none(), Events.none()));
            chain = Chain.of(List.of(new BreakerFilter(breaker), this));
            for (int i = 0; i < LOOPS; i++) {
                loops.add(new Loop(i));
            }
        }

        private void sendOnEach() {
            for (Loop loop : loops) {
                loop.execute(() -> {
                    var _ = chain.proceed(Exchanges.get(loop));
                });
            }
        }

        @Override
        public Stage stage() {
            return Stage.ATTEMPT;
        }

        @Override
        public CompletionStage<Response> apply(Exchange exchange, Chain next) {
            if (breaker.position() instanceof Position.Probing probing) {
                probes.computeIfAbsent(probing.epoch(), _ -> new AtomicInteger()).incrementAndGet();
            }
            return CompletableFuture.completedFuture(Response.of(healthy ? 200 : 503, Headers.of()));
        }

        private void close() {
            breaker.close();
            loops.forEach(loop -> loop.thread.shutdownNow());
        }
    }

    /**
     * A loop of one thread.
     *
     * <p>Thread-safety: thread-safe.
     */
    private static final class Loop implements EventLoop {

        private final int index;
        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

        private Loop(int index) {
            this.index = index;
        }

        @Override
        public int index() {
            return index;
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public void execute(Runnable task) {
            thread.execute(task);
        }

        @Override
        public Timer schedule(Runnable task, long delayNanos) {
            ScheduledFuture<?> waiting = thread.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
            return () -> waiting.cancel(false);
        }
    }
}
