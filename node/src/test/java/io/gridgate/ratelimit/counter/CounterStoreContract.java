package io.gridgate.ratelimit.counter;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store of counters does. */
public abstract class CounterStoreContract {

    private static final long WINDOW_MILLIS = Duration.ofDays(1000).toMillis();

    private final String key = UUID.randomUUID().toString();

    /** Returns the store. */
    protected abstract CounterStore store();

    /** Returns the store as another node sees it; may be the same. */
    protected abstract CounterStore otherStore();

    private static CounterRule rule(Algorithm algorithm, long limit) {
        return new CounterRule(algorithm, limit, limit, WINDOW_MILLIS);
    }

    private static Ask ask(long holder, long id, long wanted) {
        return new Ask(holder, id, wanted, 0, 1, 2, 60_000, 0, 0);
    }

    private static Grant answer(CounterStore store, String key, CounterRule rule, Ask ask) throws Exception {
        return store.ask(key, rule, ask).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void grantsWhatThereIsAndNoMoreToAllNodesTogether(Algorithm algorithm) throws Exception {
        CounterRule rule = rule(algorithm, 10);
        assertThat(answer(store(), key, rule, ask(1, 1, 4)).granted()).isEqualTo(4);
        Grant second = answer(otherStore(), key, rule, ask(2, 1, 4));
        assertThat(second.granted()).isEqualTo(4);
        assertThat(second.left()).isEqualTo(2);
        assertThat(second.leaseMillis()).isPositive();
        Grant third = answer(store(), key, rule, ask(1, 2, 4));
        assertThat(third.granted()).isEqualTo(2);
        assertThat(third.left()).isZero();
        assertThat(third.retryMillis()).isPositive();
        assertThat(answer(otherStore(), key, rule, ask(2, 2, 1)).granted()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void repeatedAskIsAnsweredByTheSameGrant(Algorithm algorithm) throws Exception {
        CounterRule rule = rule(algorithm, 10);
        assertThat(answer(store(), key, rule, ask(1, 7, 3)).granted()).isEqualTo(3);
        Grant again = answer(store(), key, rule, ask(1, 7, 3));
        assertThat(again.granted()).isEqualTo(3);
        assertThat(again.left()).isEqualTo(7);
        assertThat(answer(store(), key, rule, ask(1, 6, 3)).granted()).as("an older ask").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void holderGivesBackOnceByTheLastId(Algorithm algorithm) throws Exception {
        // Given
        CounterRule rule = rule(algorithm, 10);
        assertThat(answer(store(), key, rule, ask(1, 1, 10)).granted()).isEqualTo(10);
        // When
        otherStore().giveBack(key, rule, 2, 1, 3);
        store().giveBack(key, rule, 1, 2, 3);
        store().giveBack(key, rule, 1, 1, 11);
        store().giveBack(key, rule, 1, 1, 4);
        store().giveBack(key, rule, 1, 1, 4);
        // Then
        List<Long> granted = new ArrayList<>();
        Awaitility.await().until(() -> {
            granted.add(answer(otherStore(), key, rule, ask(2, granted.size() + 1, 10)).granted());
            return granted.getLast() > 0;
        });
        assertThat(granted.getLast()).isEqualTo(4);
        assertThat(answer(otherStore(), key, rule, ask(2, 1_000, 1)).granted()).isZero();
    }

    @Test
    void keysAreCountedApart() throws Exception {
        CounterRule rule = rule(Algorithm.FIXED_WINDOW, 1);
        assertThat(answer(store(), key + "a", rule, ask(1, 1, 1)).granted()).isEqualTo(1);
        assertThat(answer(store(), key + "b", rule, ask(1, 2, 1)).granted()).isEqualTo(1);
        assertThat(answer(store(), key + "a", rule, ask(1, 3, 1)).granted()).isZero();
    }

    @Test
    void whatWasSpentAloneCounts() throws Exception {
        CounterRule rule = rule(Algorithm.SLIDING_WINDOW, 10);
        Grant grant = answer(store(), key, rule, new Ask(1, 1, 10, 0, 1, 1, 60_000, 7, 0));
        assertThat(grant.granted()).isEqualTo(3);
    }

    @Test
    void asksAtOnceAreNeverGrantedMoreThanThereIs() throws Exception {
        CounterRule rule = rule(Algorithm.FIXED_WINDOW, 50);
        List<CompletableFuture<Grant>> answers = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            CounterStore store = i % 2 == 0 ? store() : otherStore();
            answers.add(store.ask(key, rule, ask(i % 2, i, 1)).toCompletableFuture());
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
        long granted = answers.stream().mapToLong(answer -> answer.join().granted()).sum();
        assertThat(granted).isLessThanOrEqualTo(50).isGreaterThan(0);
        assertThat(answer(store(), key, rule, ask(3, 1, 50)).granted()).isEqualTo(50 - granted);
    }
}
