package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.cache.shared.InMemoryCacheStore;
import io.gridgate.fixture.FakeTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PurgerTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Purge RED = new Purge(Purge.By.TAG, "red", false);

    private final FakeTicker ticker = new FakeTicker();
    private final ResponseCache cache = ResponseCache.of(1 << 20, InMemoryCacheStore.alone(ticker), Metrics.none(), ticker, ticker);
    private final InMemoryPurgeBoard board = new InMemoryPurgeBoard();
    private final Purger purger = Purger.follow(cache, board, Events.none());

    @AfterEach
    void close() {
        purger.close();
    }

    @Test
    void aTaskThatFailsIsTriedAgainAndPurgesAreFollowedMeanwhile() throws IOException {
        AtomicInteger tries = new AtomicInteger();
        purger.onceFollowed(() -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("the grid is slow");
            }
        });
        await().atMost(SOON).until(() -> tries.get() == 2);
        assertThat(purger.purge(RED).silent()).isEmpty();
    }
}
