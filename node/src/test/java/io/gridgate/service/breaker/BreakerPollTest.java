package io.gridgate.service.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What many breakers cost the grid while nothing happens, and that none of them misses what happens then. */
final class BreakerPollTest {

    private static final int SERVICES = 1_000;

    private final FakeTicker ticker = new FakeTicker();
    private final ManualScheduler scheduler = new ManualScheduler(ticker);
    private final InMemoryBreakerStore grid = InMemoryBreakerStore.of("m0");
    private final CountingStore store = new CountingStore(grid.beside("m1"));
    private final BreakerPoll poll = new BreakerPoll(store, scheduler);
    private final List<Breaker> breakers = IntStream.range(0, SERVICES)
            .mapToObj(i -> Breaker.start("svc-" + i, BreakerFixture.CONFIG,
                    new Breaker.Ports(store, poll, scheduler, ticker, Metrics.none(), Events.none())))
            .toList();

    private List<String> states() {
        return breakers.stream().map(breaker -> breaker.view().state()).distinct().toList();
    }

    @Test
    void aThousandBreakersCostOneCallASecond() {
        scheduler.advance(Duration.ofMillis(1));
        int before = store.calls;

        scheduler.advance(Duration.ofSeconds(10));

        assertThat(store.calls - before).isEqualTo(10);
        assertThat(states()).containsExactly("closed");
    }

    @Test
    void aStateWhoseEventWasLostIsTakenASecondLater() {
        scheduler.advance(Duration.ofMillis(1));
        store.eventsLost = true;
        grid.change("svc-7", BreakerChange.Operator.OPEN, Thresholds.of(BreakerFixture.CONFIG));

        scheduler.advance(BreakerPoll.EVERY);

        assertThat(breakers.get(7).view()).isEqualTo(new BreakerView("open", true));
        assertThat(breakers.get(8).view()).isEqualTo(new BreakerView("closed", false));
    }

    @Test
    void aGridThatWasNotThereAtFirstIsWatchedOnceItIs() {
        store.gone = true;
        scheduler.advance(Duration.ofSeconds(3));
        int before = store.calls;
        scheduler.advance(Duration.ofSeconds(10));
        assertThat(store.calls - before).as("calls in vain").isLessThanOrEqualTo(11);
        store.gone = false;
        scheduler.advance(BreakerPoll.EVERY.plusMillis(1));

        grid.change("svc-7", BreakerChange.Operator.OPEN, Thresholds.of(BreakerFixture.CONFIG));
        scheduler.runDue();

        assertThat(breakers.get(7).view()).as("by its event").isEqualTo(new BreakerView("open", true));
    }

    @Test
    void aMemberThatIsDeadKeepsNoneFromWhatTheOthersSay() {
        scheduler.advance(Duration.ofMillis(1));
        store.eventsLost = true;
        store.unanswered = "svc-7";
        grid.change("svc-7", BreakerChange.Operator.OPEN, Thresholds.of(BreakerFixture.CONFIG));
        grid.change("svc-8", BreakerChange.Operator.OPEN, Thresholds.of(BreakerFixture.CONFIG));

        scheduler.advance(BreakerPoll.EVERY);

        assertThat(breakers.get(7).view().state()).isEqualTo("closed");
        assertThat(breakers.get(8).view().state()).isEqualTo("open");
        store.unanswered = "";
        scheduler.advance(BreakerPoll.EVERY);
        assertThat(breakers.get(7).view().state()).isEqualTo("open");
    }

    @Test
    void closedBreakersAreNotLookedAt() {
        breakers.forEach(Breaker::close);
        scheduler.advance(Duration.ofSeconds(3));
        int before = store.calls;

        scheduler.advance(Duration.ofSeconds(10));

        assertThat(store.calls).isEqualTo(before);
        assertThat(scheduler.size()).isZero();
    }
}
