package io.gridgate.cache.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.fixture.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class InMemoryCacheStoreTest extends CacheStoreContract {

    private final FakeTicker ticker = new FakeTicker();
    private final InMemoryCacheStore.Grid grid = new InMemoryCacheStore.Grid(ticker, Runnable::run);
    private final InMemoryCacheStore store = grid.join("one");
    private final InMemoryCacheStore otherStore = grid.join("two");

    @Override
    protected CacheStore store() {
        return store;
    }

    @Override
    protected CacheStore otherStore() {
        return otherStore;
    }

    @Override
    protected void passes(Duration time) {
        ticker.advance(time);
    }

    @Test
    void whoDiesOrTakesTooLongIsReplaced() {
        assertThat(isGranted(store, 7, 0)).isTrue();
        assertThat(isGranted(otherStore, 8, 0)).isFalse();
        ticker.advance(Duration.ofSeconds(30));
        assertThat(isGranted(otherStore, 8, 0)).isTrue();

        otherStore.die();
        assertThat(isGranted(store, 9, 0)).isTrue();
    }
}
