package io.gridgate.service.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.service.breaker.BreakerState.Closed;
import io.gridgate.service.breaker.BreakerState.Forced;
import io.gridgate.service.breaker.BreakerState.HalfOpen;
import io.gridgate.service.breaker.BreakerState.Probe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BreakerTimesTest {

    private static final CircuitBreakerConfig CONFIG = new CircuitBreakerConfig(5, 3, Duration.ofSeconds(30), Duration.ofSeconds(60));

    @Test
    void theFourthOpeningInARowLastsTwiceAsLongAndNoneLongerThanEightTimes() {
        assertThat(IntStream.rangeClosed(1, 8).mapToLong(n -> Duration.ofNanos(BreakerTimes.open(n, CONFIG)).toSeconds()))
                .containsExactly(30L, 30L, 30L, 60L, 120L, 240L, 240L, 240L);
    }

    @Test
    void aStateWithoutAnythingToWaitForLastsForEver() {
        assertThat(BreakerTimes.lasts(Closed.NEW, CONFIG)).isEqualTo(BreakerTimes.FOR_EVER);
        assertThat(BreakerTimes.lasts(new Forced(1, true), CONFIG)).isEqualTo(BreakerTimes.FOR_EVER);
        assertThat(BreakerTimes.lasts(new HalfOpen(2, 1, 0, 0, List.of()), CONFIG)).isEqualTo(BreakerTimes.FOR_EVER);
    }

    @Test
    void aVerdictIsWaitedForAndCalmIsTenTimesTheOpenTime() {
        assertThat(BreakerTimes.lasts(new HalfOpen(2, 1, 1, 0, List.of(new Probe("a", 1))), CONFIG))
                .isEqualTo(Duration.ofSeconds(60).toNanos());
        assertThat(BreakerTimes.lasts(new HalfOpen(2, 1, 2, 1, List.of()), CONFIG)).isEqualTo(Duration.ofSeconds(60).toNanos());
        assertThat(BreakerTimes.lasts(new Closed(3, 1, Map.of()), CONFIG)).isEqualTo(Duration.ofSeconds(300).toNanos());
    }
}
