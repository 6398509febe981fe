package io.gridgate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Metrics;
import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.config.gateway.RateLimitConfig.Mode;
import io.gridgate.config.gateway.RateLimitConfig.OnGridLoss;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterStore;
import io.gridgate.ratelimit.counter.Grant;
import io.gridgate.ratelimit.counter.InMemoryCounterStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How many calls to the grid requests cost, by how often a key is asked for; all of them are counted, and no time is measured. */
final class GridCallsTest {

    private static final long MANY = 1_000_000_000;
    private static final Duration LOOK = Duration.ofMillis(50);

    private final FakeTicker ticker = new FakeTicker();
    private final Counted store = new Counted(new InMemoryCounterStore(ticker));
    private final AskDesk desk = AskDesk.manual(store, ticker, new LimitMeters(Metrics.none()), 1);
    private final Random random = new Random(7);
    private int requests;

    /** Counts the calls. */
    private static final class Counted implements CounterStore {
        private final InMemoryCounterStore counters;
        private int asks;
        private int returns;

        private Counted(InMemoryCounterStore counters) {
            this.counters = counters;
        }

        @Override
        public CompletionStage<Grant> ask(String key, CounterRule rule, Ask ask) {
            asks++;
            return counters.ask(key, rule, ask);
        }

        @Override
        public CompletionStage<Void> giveBack(String key, CounterRule rule, long holder, long id, long units) {
            returns++;
            return counters.giveBack(key, rule, holder, id, units);
        }

        @Override
        public String owner(String key) {
            return counters.owner(key);
        }

        @Override
        public Standing standing() {
            return new Standing(true, 3);
        }
    }

    /** A request that waits for permits, of which there are always some. */
    private static final class Admitted implements Waiter {
        @Override
        public int units() {
            return 1;
        }

        @Override
        public void onAdmitted(Lease lease) {
            // It goes on.
        }

        @Override
        public void onRefused() {
            throw new IllegalStateException("refused (expected: more than is ever asked for)");
        }

        @Override
        public void onLost() {
            throw new IllegalStateException("lost (expected: a store that answers)");
        }
    }

    private List<KeyCounter> keys(int count, Mode mode, Algorithm algorithm, long limit, long windowMillis) {
        KeySettings settings = new KeySettings(new CounterRule(algorithm, limit, limit, windowMillis), mode, OnGridLoss.DENY, 1);
        return IntStream.range(0, count).mapToObj(i -> new KeyCounter("key-" + i, () -> settings, desk::over)).toList();
    }

    /** Asks keys at random for so many seconds; each so often in a second, more or less. */
    private void load(List<KeyCounter> keys, double perSecond, int seconds) {
        double perLook = perSecond * keys.size() * LOOK.toMillis() / 1_000;
        double due = 0;
        for (int look = 0; look < Duration.ofSeconds(seconds).dividedBy(LOOK); look++) {
            due += perLook;
            int now = (int) due;
            for (int i = 0; i < now; i++) {
                request(keys.get(random.nextInt(keys.size())));
                ticker.advance(LOOK.dividedBy(now + 1));
            }
            due -= now;
            look(now);
        }
    }

    private void look(int requestsSince) {
        ticker.advance(LOOK.minus(LOOK.dividedBy(requestsSince + 1).multipliedBy(requestsSince)));
        desk.sweep();
        desk.work();
    }

    private void request(KeyCounter key) {
        requests++;
        if (key.take(1, ticker.nanos()) == null && key.asks().join(new Admitted())) {
            desk.post(key);
            desk.work();
        }
    }

    private double calls() {
        return (double) (store.asks + store.returns) / requests;
    }

    @ParameterizedTest
    @CsvSource({"0.1, 1.01", "0.5, 0.5", "2, 0.12", "10, 0.02", "100, 0.003", "1000, 0.0003"})
    void callsOfAKeyFallAsItIsAskedMoreOften(double perSecond, double callsMax) {
        load(keys(1, Mode.LEASED, Algorithm.FIXED_WINDOW, MANY, 3_600_000), perSecond, perSecond < 1 ? 1_000 : 100);
        assertThat(calls()).isLessThan(callsMax);
    }

    @Test
    void manyKeysThatAreEachAskedNowAndThenCostAFractionOfACallEach() {
        List<KeyCounter> keys = keys(1_000, Mode.LEASED, Algorithm.FIXED_WINDOW, MANY, 3_600_000);
        load(keys, 2, 10);
        store.asks = 0;
        store.returns = 0;
        requests = 0;
        load(keys, 2, 30);
        assertThat(calls()).isLessThan(0.1);
    }

    @ParameterizedTest
    @EnumSource
    void manyKeysOfASmallLimitCostNoMoreThanExactOnes(Algorithm algorithm) {
        load(keys(1_000, Mode.LEASED, algorithm, 200, 60_000), 2, 30);
        assertThat(calls()).isLessThanOrEqualTo(1.01);
    }

    @Test
    void exactCostsOneEach() {
        load(keys(100, Mode.EXACT, Algorithm.FIXED_WINDOW, MANY, 3_600_000), 2, 10);
        assertThat(store.asks).isEqualTo(requests);
        assertThat(store.returns).isZero();
    }

    @Test
    void whatIsLeftOfManyKeysGoesBackWhenNobodyAsksAnyMore() {
        List<KeyCounter> keys = keys(500, Mode.LEASED, Algorithm.FIXED_WINDOW, MANY, 3_600_000);
        load(keys, 5, 10);
        store.returns = 0;
        for (int i = 0; i < 240; i++) {
            look(0);
        }
        assertThat(store.returns).isBetween(400, 500);
        CounterRule rule = keys.getFirst().rule();
        long left = keys.stream().mapToLong(key -> store.counters.ask(key.key(), rule, new Ask(2, 1, 0, 0, 1, 1, 1, 0, 0))
                .toCompletableFuture().join().left()).sum();
        assertThat(MANY * keys.size() - left).as("what is booked").isEqualTo(requests);
    }
}
