package io.gridgate.service.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.fixture.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RetryBudgetTest {

    private final FakeTicker ticker = new FakeTicker();
    private final RetryBudget budget = new RetryBudget(ticker);

    private void requests(int count) {
        for (int i = 0; i < count; i++) {
            budget.onRequest();
        }
    }

    private int retriesGranted(int asked) {
        int granted = 0;
        for (int i = 0; i < asked; i++) {
            granted += budget.tryRetry(0.2) ? 1 : 0;
        }
        return granted;
    }

    @Test
    void tenASecondAreGrantedHoweverFewRequestsThereWere() {
        requests(1);

        assertThat(retriesGranted(50)).isEqualTo(10);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(retriesGranted(50)).isEqualTo(10);
    }

    @Test
    void theShareOfTheLastTenSecondsIsGranted() {
        requests(1_000);

        assertThat(retriesGranted(1_000)).isEqualTo(200);
    }

    @Test
    void whatWasGrantedCountsForTenSeconds() {
        requests(1_000);
        assertThat(retriesGranted(1_000)).isEqualTo(200);
        ticker.advance(Duration.ofSeconds(5));
        requests(500);
        assertThat(retriesGranted(1_000)).isEqualTo(100);
        ticker.advance(Duration.ofSeconds(5));

        assertThat(retriesGranted(1_000)).isEqualTo(10);
    }

    @Test
    void requestsOfLongAgoGrantNothing() {
        requests(1_000);
        ticker.advance(Duration.ofSeconds(10));

        assertThat(retriesGranted(50)).isEqualTo(10);
    }
}
