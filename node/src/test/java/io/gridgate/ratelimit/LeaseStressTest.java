package io.gridgate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.config.gateway.RateLimitConfig.Mode;
import io.gridgate.config.gateway.RateLimitConfig.OnGridLoss;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.InMemoryCounterStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Leases and counters under many threads at once. */
final class LeaseStressTest {

    private static final int THREADS = 4;

    @Test
    void permitsThatAreTakenPutBackAndLeftAreAsManyAsWereLent() throws Exception {
        for (int round = 0; round < 300; round++) {
            Lease lease = new Lease(1, 1_000, 1_000, Long.MAX_VALUE);
            AtomicLong closed = new AtomicLong();
            int closes = round % 3;
            long spent = together(thread -> {
                long mine = 0;
                for (int i = 0; i < 600; i++) {
                    int units = 1 + i % 3;
                    if (lease.take(units, 0)) {
                        mine += units;
                        if (i % 5 == 0 && closes == 0) {
                            lease.putBack(units);
                            mine -= units;
                        }
                    }
                    if (closes > 0 && thread < closes && i == 200) {
                        closed.addAndGet(lease.close());
                    }
                }
                return mine;
            });
            assertThat(spent + closed.get() + lease.left()).isEqualTo(1_000);
            assertThat(lease.take(1, 0)).isEqualTo(false);
        }
    }

    @Test
    void nobodyPassesTwiceOnOnePermitAndNobodyIsForgotten() throws Exception {
        for (int round = 0; round < 20; round++) {
            long limit = 1 + ThreadLocalRandom.current().nextLong(3_000);
            CounterRule rule = new CounterRule(Algorithm.FIXED_WINDOW, limit, limit, 86_400_000);
            KeySettings settings = new KeySettings(rule, round % 2 == 0 ? Mode.LEASED : Mode.EXACT, OnGridLoss.DENY, 1);
            LimitMeters meters = new LimitMeters(Metrics.none());
            InMemoryCounterStore store = new InMemoryCounterStore(InstantSource.system());
            try (AskDesk one = new AskDesk(store, Ticker.system(), meters, Events.none());
                    AskDesk two = new AskDesk(store, Ticker.system(), meters, Events.none())) {
                one.start();
                two.start();
                Node[] nodes = {new Node(one, new KeyCounter("key", () -> settings, one::over)),
                        new Node(two, new KeyCounter("key", () -> settings, two::over))};
                long admitted = together(thread -> nodes[thread % 2].requests(1_500));
                assertThat(admitted).isEqualTo(Math.min(limit, 1_500L * THREADS));
            }
        }
    }

    /** A node, whose requests come from several threads. */
    private record Node(AskDesk desk, KeyCounter counter) {

        long requests(int count) throws InterruptedException {
            AtomicLong admitted = new AtomicLong();
            CountDownLatch decided = new CountDownLatch(count);
            for (int i = 0; i < count; i++) {
                if (counter.take(1, System.nanoTime()) != null) {
                    admitted.incrementAndGet();
                    decided.countDown();
                } else if (counter.isRefusing(System.nanoTime())) {
                    decided.countDown();
                } else if (counter.asks().join(new Counted(admitted, decided))) {
                    desk.post(counter);
                }
            }
            assertThat(decided.await(20, TimeUnit.SECONDS)).isTrue();
            return admitted.get();
        }
    }

    /** A request that waits. */
    private record Counted(AtomicLong admitted, CountDownLatch decided) implements Waiter {

        @Override
        public int units() {
            return 1;
        }

        @Override
        public void onAdmitted(Lease lease) {
            admitted.incrementAndGet();
            decided.countDown();
        }

        @Override
        public void onRefused() {
            decided.countDown();
        }

        @Override
        public void onLost() {
            throw new IllegalStateException("nothing is lost here");
        }
    }

    /** What a thread does, by its number. */
    private interface Work {
        long of(int thread) throws Exception;
    }

    private static long together(Work work) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                tasks.add(() -> {
                    barrier.await();
                    return work.of(thread);
                });
            }
            long sum = 0;
            for (Future<Long> result : threads.invokeAll(tasks)) {
                sum += result.get();
            }
            return sum;
        }
    }
}
