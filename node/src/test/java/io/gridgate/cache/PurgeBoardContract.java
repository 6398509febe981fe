package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.cache.PurgeBoard.Recorded;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every board of purges promises; {@link #board} and {@link #otherBoard} are two nodes' views of one board, which may have purges already. */
public abstract class PurgeBoardContract {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Purge RED = new Purge(Purge.By.TAG, "red", false);
    private static final Purge PAGES = new Purge(Purge.By.PREFIX, "/pages", true);

    protected abstract PurgeBoard board();

    protected abstract PurgeBoard otherBoard();

    @Test
    void purgesAreReadInTheirOrderByAll() throws IOException {
        long first = board().add(RED, 0);
        long second = otherBoard().add(PAGES, 0);

        assertThat(second).isEqualTo(first + 1);
        assertThat(board().read()).isEqualTo(otherBoard().read());
        assertThat(board().read().last()).isEqualTo(second);
        assertThat(board().read().recorded()).endsWith(new Recorded(first, RED), new Recorded(second, PAGES));
    }

    @Test
    void numbersAreAboveWhatANodeKnows() throws IOException {
        long far = board().read().last() + 1_000;
        assertThat(board().add(RED, far)).isEqualTo(far + 1);
        assertThat(otherBoard().add(RED, 0)).isEqualTo(far + 2);
    }

    @Test
    void aPurgeIsSeenWhenEveryNodeHasSaidSo() throws IOException {
        long sequence = board().add(RED, 0);
        assertThat(board().unseen(sequence)).isNotEmpty();
        board().seen(sequence);
        otherBoard().seen(sequence + 1);
        assertThat(board().unseen(sequence)).isEmpty();
        assertThat(otherBoard().unseen(sequence)).isEmpty();
    }

    @Test
    void listenersHearOfAPurge() throws IOException {
        AtomicInteger heard = new AtomicInteger();
        otherBoard().onChange(heard::incrementAndGet);
        board().add(RED, 0);
        await().atMost(SOON).until(() -> heard.get() > 0);
    }
}
