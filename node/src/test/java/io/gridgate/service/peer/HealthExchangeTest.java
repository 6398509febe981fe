package io.gridgate.service.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Event;
import io.gridgate.base.Metrics;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualScheduler;
import io.gridgate.service.instance.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a node talks with the others about instances. */
final class HealthExchangeTest implements HealthExchange.Desk {

    private final FakeTicker ticker = new FakeTicker();
    private final ManualScheduler scheduler = new ManualScheduler(ticker);
    private final InMemoryRoster roster = new InMemoryRoster("gw-1");
    private final List<Event> told = new ArrayList<>();
    private boolean used = true;
    private boolean silent;
    private int within;
    private int mostWithin;
    private int rounds;
    private Runnable beforeRound = () -> {};
    private Runnable duringRound = () -> {};
    private final HealthExchange exchange = new HealthExchange(new Peers(roster, new Board(), new InMemoryLoadChannel()), this,
            new Hooked(), ticker, Metrics.none(), told::add);

    /** The others have nothing to say. */
    private final class Board implements HealthBoard {

        @Override
        public boolean publish(HealthReport report) {
            return !silent;
        }

        @Override
        public Optional<List<HealthReport>> read(List<String> nodes) {
            within++;
            mostWithin = Math.max(within, mostWithin);
            rounds++;
            take(duringRound, () -> duringRound = () -> {}).run();
            within--;
            return silent ? Optional.empty() : Optional.of(List.of());
        }

        @Override
        public void onChange(Runnable listener) {}
    }

    /** Runs what a test wants between the moment when a task is on its way and its begin. */
    private final class Hooked implements Scheduler {

        @Override
        public Task schedule(Duration delay, Runnable task) {
            return scheduler.schedule(delay, () -> {
                take(beforeRound, () -> beforeRound = () -> {}).run();
                task.run();
            });
        }
    }

    private static Runnable take(Runnable hook, Runnable forget) {
        forget.run();
        return hook;
    }

    @Override
    public boolean isUsed() {
        return used;
    }

    @Override
    public HealthReport report(String node) {
        return new HealthReport(node, List.of(), List.of());
    }

    @Override
    public void onDuties() {}

    @Override
    public void onHeard() {}

    private void join() {
        roster.others("gw-1", "gw-2", "gw-3");
        exchange.soon();
        scheduler.advance(HealthExchange.SOON);
    }

    @Test
    void aChangeThatComesAsAPollBeginsDoesNotMakeTwoRoundsAtOnce() {
        join();
        beforeRound = exchange::soon;
        duringRound = () -> scheduler.advance(Duration.ofMillis(200));

        scheduler.advance(HealthExchange.EVERY.plusMillis(500));

        assertThat(rounds).as("the first, the poll, and the one that was asked for").isEqualTo(3);
        assertThat(mostWithin).isEqualTo(1);
    }

    @Test
    void aGridThatWasNotAskedForLongIsNotSilent() {
        exchange.soon();
        ticker.advance(Duration.ofHours(1));
        silent = true;

        join();

        assertThat(exchange.duties().isAlone()).as("one answer is missing, as it happens while a node joins").isFalse();
        assertThat(told).isEmpty();
        scheduler.advance(HealthExchange.ALONE_AFTER.plusSeconds(2));
        assertThat(exchange.duties().isAlone()).isTrue();
        silent = false;
        scheduler.advance(HealthExchange.EVERY);
        assertThat(told).extracting(event -> event.type().text()).containsExactly("grid_loss_entered", "grid_loss_left");
    }

    @Test
    void whoHasNothingToSayIsSilentAndNoTaskWaits() {
        join();
        used = false;
        scheduler.advance(HealthExchange.EVERY);

        assertThat(scheduler.size()).isZero();
        used = true;
        exchange.soon();
        scheduler.advance(HealthExchange.SOON);
        exchange.close();
        assertThat(scheduler.size()).isZero();
    }
}
