package io.gridgate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PaceTest {

    private static final long HOUR_MILLIS = 3_600_000;

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void whatALeaseWasSpentForIsSpreadOverItsTime() {
        Pace pace = Pace.of(HOUR_MILLIS);
        pace.spent(1, millis(0), millis(1_000));
        assertThat(pace.briefly()).isCloseTo(0.05, within(0.001));
        assertThat(pace.lately()).isCloseTo(0.95, within(0.01));
    }

    @Test
    void whatWasSpentAtOnceCountsInFullAndFades() {
        Pace pace = Pace.of(HOUR_MILLIS);
        pace.spent(100, millis(7), millis(7));
        assertThat(pace.briefly()).isEqualTo(100);
        pace.spent(0, millis(7), millis(57));
        assertThat(pace.briefly()).isCloseTo(36.8, within(0.1));
        assertThat(pace.lately()).isCloseTo(99.5, within(0.1));
    }

    @Test
    void steadyPaceIsWhatTheSpansSee() {
        Pace pace = Pace.of(HOUR_MILLIS);
        for (int i = 0; i < 1_000; i++) {
            pace.spent(20, millis(i * 100L), millis((i + 1) * 100L));
        }
        assertThat(pace.briefly()).isCloseTo(10, within(0.1));
        assertThat(pace.lately()).isCloseTo(2_000, within(10.0));
    }

    @ParameterizedTest
    @CsvSource({"300, 50", "5000, 50", "60000, 600", "3600000, 10000", "31622400000, 10000"})
    void longSpanIsAHundredthOfTheWindow(long windowMillis, long spanMillis) {
        assertThat(Pace.of(windowMillis).longNanos()).isEqualTo(millis(spanMillis));
    }
}
