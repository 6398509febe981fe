package io.gridgate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.config.gateway.RateLimitConfig.Mode;
import io.gridgate.config.gateway.RateLimitConfig.OnGridLoss;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterStore.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpentAloneTest {

    private static final long WINDOW_MILLIS = 1_000;

    private final SpentAlone spent = new SpentAlone();

    private void spend(Algorithm algorithm, int units, long nowMillis) {
        KeySettings settings = new KeySettings(new CounterRule(algorithm, 100, 100, WINDOW_MILLIS), Mode.LEASED, OnGridLoss.ALLOW, 1);
        assertThat(spent.take(settings, units, Standing.ALONE, null, 0, nowMillis)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"FIXED_WINDOW, 2", "SLIDING_WINDOW, 7", "TOKEN_BUCKET, 7"})
    void whatWasSpentJustBeforeAWindowBeganIsToldWhereItCounts(Algorithm algorithm, long untold) {
        spend(algorithm, 5, 1_999);
        spend(algorithm, 2, 2_001);
        assertThat(spent.untold()).isEqualTo(untold);
    }

    @ParameterizedTest
    @CsvSource({"FIXED_WINDOW", "SLIDING_WINDOW", "TOKEN_BUCKET"})
    void whatWasSpentLongAgoIsNotTold(Algorithm algorithm) {
        spend(algorithm, 5, 1_999);
        spend(algorithm, 2, 3_001);
        assertThat(spent.untold()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"FIXED_WINDOW", "SLIDING_WINDOW", "TOKEN_BUCKET"})
    void whatWasToldOfOneWindowIsNotTakenFromTheNext(Algorithm algorithm) {
        // Given
        spend(algorithm, 5, 1_999);
        long asked = spent.untold();
        long askedAtMillis = spent.untoldAtMillis();
        spend(algorithm, 7, 2_001);
        // When
        spent.told(asked, askedAtMillis);
        // Then
        assertThat(spent.untold()).isEqualTo(7);
    }

    @Test
    void whatWasToldOfTwoWindowsIsOver() {
        spend(Algorithm.SLIDING_WINDOW, 5, 1_999);
        spend(Algorithm.SLIDING_WINDOW, 2, 2_001);
        long asked = spent.untold();
        spend(Algorithm.SLIDING_WINDOW, 1, 2_002);
        spent.told(asked, 2_001);
        assertThat(spent.untold()).isEqualTo(1);
    }
}
