package io.gridgate.service.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoundsTest {

    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final FakeTicker ticker = new FakeTicker();
    private final ManualScheduler scheduler = new ManualScheduler(ticker);
    private final List<String> done = new ArrayList<>();
    private final long since = ticker.nanos();
    private boolean polls = true;
    private boolean within;
    private Runnable during = () -> {};
    private final Rounds rounds = new Rounds(scheduler, SOON, EVERY, this::round);

    private boolean round(boolean poll) {
        assertThat(within).as("two rounds at once").isFalse();
        within = true;
        done.add((poll ? "poll " : "asked ") + (ticker.nanos() - since) / 1_000_000);
        Runnable now = during;
        during = () -> {};
        now.run();
        within = false;
        return polls;
    }

    @Test
    void oneRoundServesAllWhoAskSoonAndPollsFollow() {
        rounds.soon();
        rounds.soon();
        rounds.begin();

        scheduler.advance(Duration.ofSeconds(5));

        assertThat(done).containsExactly("asked 50", "poll 2000", "poll 4000");
    }

    @Test
    void whoAsksDuringARoundGetsAnother() {
        during = rounds::soon;
        polls = false;
        rounds.soon();

        scheduler.advance(Duration.ofSeconds(5));

        assertThat(done).containsExactly("asked 50", "asked 100");
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void aRoundThatFallsDueDuringAnotherComesAfterIt() {
        rounds.begin();
        scheduler.advance(EVERY.minusMillis(20));
        rounds.soon();
        during = () -> scheduler.advance(Duration.ofMillis(100));

        scheduler.advance(Duration.ofMillis(300));

        assertThat(done).containsExactly("poll 2000", "asked 2150");
    }

    @Test
    void pollsEndWhenARoundWantsNoneAndBeginAnew() {
        rounds.begin();
        polls = false;
        rounds.soon();
        scheduler.advance(Duration.ofSeconds(5));
        assertThat(done).containsExactly("asked 50");

        rounds.begin();
        during = rounds::begin;
        scheduler.advance(Duration.ofSeconds(5));

        assertThat(done).containsExactly("asked 50", "poll 7000", "poll 9000");
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void afterTheEndNothingBegins() {
        rounds.soon();
        rounds.begin();

        rounds.close();
        rounds.soon();
        rounds.begin();
        scheduler.advance(Duration.ofSeconds(5));

        assertThat(done).isEmpty();
        assertThat(scheduler.size()).isZero();
    }
}
