package io.gridgate.ratelimit.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.base.Template;
import io.gridgate.base.Ticker;
import io.gridgate.config.gateway.ConcurrencyLimitConfig;
import io.gridgate.config.gateway.RateLimitConfig.OnGridLoss;
import io.gridgate.ratelimit.concurrency.KeyPermits.Entry;
import io.gridgate.ratelimit.permit.InMemoryPermitStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads on three desks with their own threads: the monitor, the desk's queue and the going and coming of keys. */
final class PermitStressTest {

    private static final int THREADS = 6;
    private static final int ROUNDS = 300;

    private final InMemoryPermitStore store = new InMemoryPermitStore(InstantSource.system());
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger passed = new AtomicInteger();

    private PermitTable table(PermitDesk desk, int limit) {
        return new PermitTable(new ConcurrencyLimitConfig("l", null, Template.parse("{user}"), limit, OnGridLoss.DENY, false), desk,
                Ticker.system());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 200})
    void neverOneTooManyAndNothingIsLeft(int limit) throws Exception {
        // Given
        List<PermitDesk> desks = new ArrayList<>();
        List<PermitTable> tables = new ArrayList<>();
        for (String member : List.of("m-1", "m-2", "m-3")) {
            PermitDesk desk = new PermitDesk(store.of(member), Ticker.system(), new PermitMeters(Metrics.none()), Events.none());
            desk.start();
            desks.add(desk);
            tables.add(table(desk, limit));
        }
        // When
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            PermitTable table = tables.get(i % tables.size());
            PermitDesk desk = desks.get(i % tables.size());
            threads.add(Thread.ofPlatform().start(() -> ask(table, desk)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        // Then
        assertThat(most.get()).isBetween(1, limit);
        assertThat(passed.get()).isPositive();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(desks).allSatisfy(desk -> assertThat(desk.keys()).isZero());
            assertThat(store.keys()).allSatisfy(key -> assertThat(store.held(key)).isZero());
        });
        desks.forEach(PermitDesk::close);
    }

    private void ask(PermitTable table, PermitDesk desk) {
        for (int i = 0; i < ROUNDS; i++) {
            Answer answer = new Answer();
            KeyPermits key;
            Entry entry;
            do {
                key = table.permits("somebody");
                entry = key.enter(answer, desk.standing(), Ticker.system().nanos());
            } while (entry == Entry.RETIRED);
            if (entry == Entry.PASSED || entry == Entry.WAITING && answer.join()) {
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                passed.incrementAndGet();
                Thread.onSpinWait();
                underWay.decrementAndGet();
                key.free(Ticker.system().nanos());
            }
        }
    }

    /** Completes with whether there was a permit. */
    private static final class Answer extends CompletableFuture<Boolean> implements Waiter {

        @Override
        public void onAdmitted() {
            complete(true);
        }

        @Override
        public void onRefused() {
            complete(false);
        }

        @Override
        public void onLost() {
            complete(false);
        }
    }
}
