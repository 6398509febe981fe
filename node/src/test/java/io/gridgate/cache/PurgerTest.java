package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.cache.PurgeBoard.Purges;
import io.gridgate.cache.shared.InMemoryCacheStore;
import io.gridgate.fixture.FakeTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PurgerTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Purge RED = new Purge(Purge.By.TAG, "red", false);
    private static final Purge GREEN = new Purge(Purge.By.TAG, "green", false);
    private static final Purge BLUE = new Purge(Purge.By.TAG, "blue", false);

    private final FakeTicker ticker = new FakeTicker();
    private final ResponseCache cache = ResponseCache.of(1 << 20, InMemoryCacheStore.alone(ticker), Metrics.none(), ticker, ticker);
    private final MergedBoard board = new MergedBoard();
    private final Purger purger = Purger.follow(cache, board, Events.none());

    @AfterEach
    void close() {
        purger.close();
    }

    @Test
    void whatTheSmallerPartOfASplitPurgedIsPurgedOnTheLargerWhenItIsHealed() throws IOException {
        // Given
        purger.purge(GREEN);
        Purges before = board.read();
        purger.purge(RED);
        Purges larger = before.with(BLUE, 0);
        PurgeLog other = new PurgeLog();
        other.follow(larger);

        // When
        board.merge(larger);

        // Then
        await().atMost(SOON).until(() -> board.read().recorded().size() == 4);
        assertThat(other.follow(board.read())).as("it goes on from what it knows").isFalse();
        assertThat(other.verdict(List.of("tred"), "/a", larger.last())).isEqualTo(PurgeLog.Verdict.GONE);
        assertThat(other.verdict(List.of("tgreen", "tblue"), "/a", larger.last())).isEqualTo(PurgeLog.Verdict.VALID);
        assertThat(purger.purge(RED).silent()).isEmpty();
    }

    @Test
    void aPurgeThatNobodyHasFollowedWhenTheSplitIsHealedIsPurgedAgain() throws IOException {
        Purges larger = Purges.NONE.with(BLUE, 0);
        board.mergeAfterNext = larger;
        purger.purge(RED);
        await().atMost(SOON).until(() -> board.read().recorded().size() == 2);
        assertThat(board.read().recorded().getLast().purge()).isEqualTo(RED);
        await().atMost(SOON).until(() -> board.seen == 2);
        assertThat(cache.purges().verdict(List.of("tred"), "/a", larger.last())).isEqualTo(PurgeLog.Verdict.GONE);
    }

    @Test
    void manyLostPurgesAreOneOfEverything() throws IOException {
        for (int i = 0; i < 100; i++) {
            purger.purge(new Purge(Purge.By.TAG, "tag " + i, false));
        }
        board.merge(Purges.NONE.with(BLUE, 0));
        await().atMost(SOON).until(() -> board.read().recorded().size() == 3);
        assertThat(board.read().recorded().get(1).purge()).isEqualTo(new Purge(Purge.By.PREFIX, "/", false));
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

    /**
     * The board of a part of a split, in whose place the other part's may come.
     *
     * <p>Thread-safety: thread-safe.
     */
    private static final class MergedBoard implements PurgeBoard {
        private final AtomicReference<Purges> purges = new AtomicReference<>(Purges.NONE);
        private volatile long seen;
        private volatile @Nullable Purges mergeAfterNext;
        private volatile Runnable changed = () -> {};

        void merge(Purges larger) {
            purges.set(larger);
            changed.run();
        }

        @Override
        public Purges read() {
            return purges.get();
        }

        @Override
        public long add(Purge purge, long known) {
            long sequence = purges.updateAndGet(before -> before.with(purge, known)).last();
            Purges larger = mergeAfterNext;
            if (larger != null) {
                mergeAfterNext = null;
                purges.set(larger);
            }
            changed.run();
            return sequence;
        }

        @Override
        public void seen(long sequence) {
            seen = sequence;
        }

        @Override
        public Set<String> unseen(long sequence) {
            return seen >= sequence ? Set.of() : Set.of("this node");
        }

        @Override
        public void onChange(Runnable listener) {
            changed = listener;
        }
    }
}
