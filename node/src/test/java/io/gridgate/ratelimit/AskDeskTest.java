package io.gridgate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Metrics;
import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.config.gateway.RateLimitConfig.Mode;
import io.gridgate.config.gateway.RateLimitConfig.OnGridLoss;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.ratelimit.ask.OwnerCalls;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterStore;
import io.gridgate.ratelimit.counter.Grant;
import io.gridgate.ratelimit.counter.InMemoryCounterStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a counter's owner that does not answer costs those who ask another one. */
final class AskDeskTest {

    private static final String SILENT = "silent-";
    private static final KeySettings SETTINGS = new KeySettings(new CounterRule(Algorithm.FIXED_WINDOW, 10, 10, 3_600_000), Mode.EXACT,
            OnGridLoss.SHARE, 1);

    private final FakeTicker ticker = new FakeTicker();
    private final HalfSilentStore store = new HalfSilentStore(new InMemoryCounterStore(ticker));
    private final AskDesk desk = AskDesk.manual(store, ticker, new LimitMeters(Metrics.none()), 1);
    private final List<KeyCounter> silent = new ArrayList<>();
    private int lost;

    /** Two owners, of which one may be silent: what it is asked has no answer and no failure. */
    private static final class HalfSilentStore implements CounterStore {
        private final InMemoryCounterStore counters;
        private final Map<String, Runnable> late = new HashMap<>();
        private final List<CompletableFuture<Grant>> repeated = new ArrayList<>();
        private boolean isSilent = true;
        private boolean isAnsweringLate;
        private int unanswered;

        private HalfSilentStore(InMemoryCounterStore counters) {
            this.counters = counters;
        }

        @Override
        public CompletionStage<Grant> ask(String key, CounterRule rule, Ask ask) {
            if (isSilent && owner(key).equals(SILENT)) {
                unanswered++;
                CompletableFuture<Grant> answer = new CompletableFuture<>();
                if (late.putIfAbsent(key, () -> counters.ask(key, rule, ask).thenAccept(answer::complete)) != null) {
                    repeated.add(answer);
                }
                return answer;
            }
            return counters.ask(key, rule, ask);
        }

        @Override
        public CompletionStage<Void> giveBack(String key, CounterRule rule, long holder, long id, long units) {
            return counters.giveBack(key, rule, holder, id, units);
        }

        @Override
        public String owner(String key) {
            Runnable answer = isAnsweringLate ? late.get(key) : null;
            if (answer != null) {
                answer.run();
            }
            return key.startsWith(SILENT) ? SILENT : "answers";
        }

        @Override
        public Standing standing() {
            return counters.standing();
        }
    }

    private final class Counted implements Waiter {
        private boolean isAdmitted;

        @Override
        public int units() {
            return 1;
        }

        @Override
        public void onAdmitted(Lease lease) {
            isAdmitted = true;
        }

        @Override
        public void onRefused() {
            throw new IllegalStateException("refused (expected: a permit for each key)");
        }

        @Override
        public void onLost() {
            lost++;
        }
    }

    private Counted ask(KeyCounter key) {
        Counted waiter = new Counted();
        if (key.asks().join(waiter)) {
            desk.post(key);
        }
        return waiter;
    }

    private KeyCounter key(String name) {
        return new KeyCounter(name, () -> SETTINGS, desk::over);
    }

    private void askSilent(int keys) {
        for (int i = 0; i < keys; i++) {
            KeyCounter key = key(SILENT + i);
            silent.add(key);
            ask(key);
        }
        pass(0);
    }

    private void pass(int millis) {
        for (int i = 0; i <= millis; i += 50) {
            desk.work();
            desk.work();
            ticker.advance(Duration.ofMillis(i == 0 ? 0 : 50));
            desk.sweep();
        }
    }

    @Test
    void silentOwnerIsInTheWayOfNobodyWhoAsksAnother() {
        askSilent(OwnerCalls.EACH_MAX + 100);
        pass(1_000);
        Counted other = ask(key("other"));
        desk.work();
        assertThat(other.isAdmitted).isTrue();
        assertThat(lost).isZero();
    }

    @Test
    void askThatIsRepeatedCountsOnce() {
        askSilent(OwnerCalls.EACH_MAX - 1);
        pass(1_200);
        assertThat(store.unanswered).as("each was repeated").isGreaterThan(OwnerCalls.EACH_MAX * 2);
        store.isSilent = false;
        Counted last = ask(key(SILENT + "last"));
        desk.work();
        assertThat(last.isAdmitted).isTrue();
    }

    @Test
    void askBeyondTheBoundIsSentWhenAnotherIsGivenUp() {
        askSilent(OwnerCalls.EACH_MAX);
        pass(1_000);
        int before = store.unanswered;
        Counted last = ask(key(SILENT + "last"));
        pass(200);
        assertThat(store.unanswered).as("the bound holds at each owner").isEqualTo(before);
        // When: the others are given up after two seconds; what became of their calls nobody knows.
        pass(1_000);
        store.isSilent = false;
        pass(600);
        // Then
        assertThat(last.isAdmitted).isTrue();
    }

    @Test
    void askThatIsAnsweredAtTheMomentWhenItIsRepeatedCountsNoMore() {
        // Given: as many asks as may be, of which each is answered just before it is sent again.
        askSilent(OwnerCalls.EACH_MAX);
        store.isAnsweringLate = true;
        pass(600);
        store.isAnsweringLate = false;
        assertThat(store.repeated).hasSize(OwnerCalls.EACH_MAX);
        // When
        store.repeated.forEach(answer -> answer.completeExceptionally(new IllegalStateException("no answer")));
        store.isSilent = false;
        Counted last = ask(key(SILENT + "last"));
        desk.work();
        // Then
        assertThat(last.isAdmitted).isTrue();
    }

    @Test
    void evictedKeyThatIsWatchedNoMoreIsInNobodysWay() {
        // Given: as many asks as may be, among more evicted keys than are watched.
        askSilent(OwnerCalls.EACH_MAX);
        silent.forEach(KeyCounter::onEvicted);
        for (int i = 0; i < AskDesk.EVICTED_MAX; i++) {
            KeyCounter key = key("other-" + i);
            key.onEvicted();
            desk.watch(key);
        }
        // When: the others are given up and asked again in vain, then answered.
        pass(2_500);
        store.isSilent = false;
        pass(1_200);
        // Then
        store.isSilent = true;
        int before = store.unanswered;
        askSilent(OwnerCalls.EACH_MAX);
        assertThat(store.unanswered - before).isEqualTo(OwnerCalls.EACH_MAX);
    }
}
