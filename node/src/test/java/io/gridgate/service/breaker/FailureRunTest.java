package io.gridgate.service.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FailureRunTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10_000})
    void isFullAtExactlyThatManyFailures(int failures) {
        FailureRun run = FailureRun.of(failures);
        for (int i = 1; i <= failures; i++) {
            assertThat(run.isFull()).as("before failure %s", i).isFalse();
            run.failed();
            assertThat(run.length()).isEqualTo(i);
        }
        assertThat(run.isFull()).isTrue();
        run.failed();
        assertThat(run.length()).isEqualTo(failures);
    }

    @Test
    void aSuccessEndsIt() {
        FailureRun run = FailureRun.of(3);
        run.failed();
        run.failed();

        assertThat(run.succeeded()).isTrue();
        assertThat(run.succeeded()).as("there is none any more").isFalse();
        assertThat(run.length()).isZero();
        run.failed();
        run.failed();
        assertThat(run.isFull()).isFalse();
        run.failed();
        assertThat(run.isFull()).isTrue();
    }

    @Test
    void anotherThresholdKeepsWhatWasCounted() {
        FailureRun run = FailureRun.of(5);
        run.failed();
        run.failed();
        run.failed();

        assertThat(run.fullAt(4).length()).isEqualTo(3);
        assertThat(run.fullAt(4).isFull()).isFalse();
        assertThat(run.fullAt(3).isFull()).isTrue();
        assertThat(run.fullAt(2).length()).isEqualTo(2);
    }
}
