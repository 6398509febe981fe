package io.gridgate.ratelimit.counter;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.ratelimit.counter.CounterState.Use;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CounterStateTest {

    private static final long MINUTE = 60_000;
    private static final long T = 1_000 * MINUTE;
    private static final CounterRule FIXED = new CounterRule(Algorithm.FIXED_WINDOW, 100, 100, MINUTE);
    private static final CounterRule SLIDING = new CounterRule(Algorithm.SLIDING_WINDOW, 100, 100, MINUTE);
    private static final CounterRule BUCKET = new CounterRule(Algorithm.TOKEN_BUCKET, 60, 100, MINUTE);

    private CounterState state = CounterState.EMPTY;
    private long id;

    private Grant ask(CounterRule rule, long holder, long wanted, long at) {
        return ask(rule, new Ask(holder, ++id, wanted, 0, 1, 3, 100, 0, 0), at);
    }

    private Grant ask(CounterRule rule, Ask ask, long at) {
        CounterState.Answered answered = state.ask(rule, ask, at);
        state = answered.state();
        return answered.grant();
    }

    @Test
    void fixedWindowIsAlignedToTheClockAndItsLeaseEndsWithIt() {
        Grant grant = ask(FIXED, 1, 60, T + 20_000);
        assertThat(grant).isEqualTo(new Grant(60, 40, 39_999, 40_000, 0));
        assertThat(ask(FIXED, 2, 60, T + 59_999)).isEqualTo(new Grant(40, 0, 0, 1, 1));
        assertThat(ask(FIXED, 2, 60, T + MINUTE).granted()).isEqualTo(60);
    }

    @Test
    void clockThatGoesBackOpensNoWindowTwice() {
        assertThat(ask(FIXED, 1, 100, T).granted()).isEqualTo(100);
        assertThat(ask(FIXED, 1, 100, T + MINUTE).granted()).isEqualTo(100);
        assertThat(ask(FIXED, 1, 100, T).granted()).isZero();
        assertThat(ask(FIXED, 1, 100, T + MINUTE + 1).granted()).isZero();
        assertThat(ask(SLIDING, 1, 1, T - 1).leaseMillis()).isPositive();
    }

    @Test
    void prefetchShrinksWithWhatIsLeftSoThatTheLastGoOutOneByOne() {
        CounterRule rule = new CounterRule(Algorithm.FIXED_WINDOW, 1_000, 1_000, MINUTE);
        List<Long> granted = new ArrayList<>();
        long sum = 0;
        while (sum < 1_000) {
            long one = ask(rule, new Ask(1, ++id, 1, 1_000_000, 1, 3, 100, 0, 0), T).granted();
            granted.add(one);
            sum += one;
        }
        assertThat(sum).isEqualTo(1_000);
        assertThat(granted).first().isEqualTo(26L);
        assertThat(granted.reversed().subList(0, 6)).containsOnly(1L);
    }

    @Test
    void grantsAreMultiplesOfTheUnit() {
        assertThat(ask(FIXED, new Ask(1, ++id, 30, 7, 3, 1, 100, 0, 0), T).granted()).isEqualTo(30);
        assertThat(ask(FIXED, new Ask(1, ++id, 90, 0, 3, 1, 100, 0, 0), T)).isEqualTo(new Grant(69, 1, MINUTE - 1, MINUTE, MINUTE));
    }

    @Test
    void slidingWindowCountsAPermitFromItsGrantUntilAWindowAfterItsLease() {
        assertThat(ask(SLIDING, 1, 100, T).granted()).isEqualTo(100);
        Grant refused = ask(SLIDING, 1, 1, T + 30_000);
        assertThat(refused.retryMillis()).isBetween(30_100L, 31_100L);
        assertThat(ask(SLIDING, 1, 1, T + MINUTE + 100 - 1).granted()).isZero();
        assertThat(ask(SLIDING, 1, 100, T + 2 * MINUTE).granted()).isEqualTo(100);
    }

    @Test
    void slidingWindowHoldsABoundedNumberOfUses() {
        CounterRule rule = new CounterRule(Algorithm.SLIDING_WINDOW, 1_000_000, 1, MINUTE);
        for (int i = 0; i < 10_000; i++) {
            ask(rule, 1 + i % 3, 1, T + i * 11L);
        }
        assertThat(state.uses().size()).isLessThan(3 * 70);
    }

    @Test
    void bucketStartsFullAndIsRefilledEvenly() {
        assertThat(ask(BUCKET, 1, 200, T).granted()).isEqualTo(100);
        Grant refused = ask(BUCKET, 1, 1, T + 500);
        assertThat(refused.granted()).isZero();
        assertThat(refused.retryMillis()).isBetween(499L, 601L);
        assertThat(ask(BUCKET, 1, 50, T + 10_100).granted()).isEqualTo(10);
        assertThat(ask(BUCKET, 1, 200, T + 10 * MINUTE).granted()).isEqualTo(100);
    }

    @Test
    void bucketIsNotRefilledBeyondWhatIsOutOnLease() {
        Ask longLease = new Ask(1, ++id, 80, 0, 1, 3, 2_000, 0, 0);
        CounterRule quick = new CounterRule(Algorithm.TOKEN_BUCKET, 600_000, 100, MINUTE);
        assertThat(ask(quick, longLease, T).granted()).isEqualTo(80);
        assertThat(ask(quick, 2, 100, T + 1_000).granted()).isEqualTo(20);
        assertThat(ask(quick, 2, 100, T + 2_000).granted()).as("the lease ends, nothing was refilled meanwhile").isEqualTo(20);
        assertThat(ask(quick, 2, 100, T + 2_005).granted()).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({"FIXED_WINDOW", "SLIDING_WINDOW", "TOKEN_BUCKET"})
    void mergeAddsWhatEachNodeSpent(Algorithm algorithm) {
        // Given
        CounterRule rule = new CounterRule(algorithm, 100, 100, 1_000 * MINUTE);
        ask(rule, 1, 10, T);
        ask(rule, 2, 10, T);
        CounterState before = state;
        ask(rule, 1, 20, T);
        CounterState one = state;
        state = before;
        ask(rule, 2, 30, T);
        // When
        state = state.merged(one);
        // Then
        assertThat(state).isEqualTo(one.merged(one.merged(state)));
        assertThat(ask(rule, 3, 100, T).granted()).isEqualTo(30);
    }

    @Test
    void mergeForgetsTheOlderWindow() {
        ask(FIXED, 1, 100, T);
        CounterState older = state;
        state = CounterState.EMPTY;
        ask(FIXED, 2, 10, T + MINUTE);
        state = older.merged(state);
        assertThat(ask(FIXED, 3, 100, T + MINUTE).granted()).isEqualTo(90);
    }

    @Test
    void whatWasSpentAloneCountsInItsOwnWindowOnly() {
        assertThat(ask(FIXED, new Ask(1, ++id, 100, 0, 1, 3, 100, 40, T - 1), T).granted()).isEqualTo(100);
        assertThat(ask(FIXED, new Ask(1, ++id, 100, 0, 1, 3, 100, 40, T + MINUTE), T + MINUTE).granted()).isEqualTo(60);
        assertThat(state.uses()).extracting(Use::units).containsExactly(100.0);
    }

    @Test
    void moreThanTheLimitMayHaveBeenSpentAlone() {
        Grant grant = ask(BUCKET, new Ask(1, ++id, 1, 0, 1, 3, 100, 250, T), T);
        assertThat(grant.granted()).isZero();
        assertThat(grant.left()).isZero();
        assertThat(grant.retryMillis()).isBetween(150_000L, 152_000L);
    }

    @Test
    void lastAsksAreForgottenAMinuteAfterTheirLease() {
        for (int holder = 0; holder < 1_000; holder++) {
            ask(SLIDING, holder, 1, T + holder * 1_000L);
        }
        assertThat(state.asks()).hasSizeLessThan(63);
    }
}
