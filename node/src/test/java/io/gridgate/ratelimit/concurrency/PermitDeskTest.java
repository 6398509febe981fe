package io.gridgate.ratelimit.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Metrics;
import io.gridgate.base.Template;
import io.gridgate.config.gateway.ConcurrencyLimitConfig;
import io.gridgate.config.gateway.RateLimitConfig.OnGridLoss;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.ratelimit.ask.OwnerCalls;
import io.gridgate.ratelimit.concurrency.KeyPermits.Entry;
import io.gridgate.ratelimit.permit.InMemoryPermitStore;
import io.gridgate.ratelimit.permit.PermitAsk;
import io.gridgate.ratelimit.permit.PermitStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a member that does not answer costs those who ask another one, and what is told of a grid that is lost. */
final class PermitDeskTest {

    private static final String SILENT = "silent-";

    private final FakeTicker ticker = new FakeTicker();
    private final List<Event> told = new ArrayList<>();
    private final HalfSilentStore store = new HalfSilentStore(new InMemoryPermitStore(ticker));
    private final PermitDesk desk = PermitDesk.manual(store, ticker, new PermitMeters(Metrics.none()), told::add);
    private final PermitTable table = new PermitTable(
            new ConcurrencyLimitConfig("l", null, Template.parse("{user}"), 1, OnGridLoss.SHARE, false), desk, ticker);
    private int lost;

    /** Two owners, of which one may be silent: what it is asked has no answer and no failure. */
    private static final class HalfSilentStore implements PermitStore {
        private final InMemoryPermitStore permits;
        private boolean isSilent = true;
        private int unanswered;

        private HalfSilentStore(InMemoryPermitStore permits) {
            this.permits = permits;
        }

        @Override
        public CompletionStage<Integer> ask(String key, PermitAsk ask) {
            if (isSilent && owner(key).equals(SILENT)) {
                unanswered++;
                return new CompletableFuture<>();
            }
            return permits.ask(key, ask);
        }

        @Override
        public String owner(String key) {
            return key.contains(SILENT) ? SILENT : "answers";
        }

        @Override
        public Standing standing() {
            return permits.standing();
        }
    }

    private final class Counted implements Waiter {
        private boolean isAdmitted;

        @Override
        public void onAdmitted() {
            isAdmitted = true;
        }

        @Override
        public void onRefused() {
            throw new IllegalStateException("refused (expected: a permit for each key)");
        }

        @Override
        public void onLost() {
            lost++;
        }
    }

    private Counted ask(String name) {
        Counted waiter = new Counted();
        Entry entry = table.permits(name).enter(waiter, store.standing(), ticker.nanos());
        assertThat(entry).isEqualTo(Entry.WAITING);
        return waiter;
    }

    private void askSilent(int keys) {
        for (int i = 0; i < keys; i++) {
            ask(SILENT + i);
        }
        pass(0);
    }

    private void pass(int millis) {
        for (int i = 0; i <= millis; i += 50) {
            desk.work();
            desk.work();
            ticker.advance(Duration.ofMillis(i == 0 ? 0 : 50));
            desk.sweep();
        }
    }

    @Test
    void silentOwnerIsInTheWayOfNobodyWhoAsksAnother() {
        askSilent(OwnerCalls.EACH_MAX + 100);
        pass(1_000);
        Counted other = ask("other");
        desk.work();
        assertThat(other.isAdmitted).isTrue();
        assertThat(lost).isZero();
    }

    @Test
    void lossOfTheGridAndItsEndAreTold() {
        pass(100);
        store.permits.standing(new PermitStore.Standing(false, 3, "m-1", 2));
        pass(100);
        store.permits.standing(new PermitStore.Standing(true, 3, "m-1", 3));
        pass(100);
        assertThat(told).extracting(Event::type).containsExactly(EventType.GRID_LOSS_ENTERED, EventType.GRID_LOSS_LEFT);
        assertThat(told).allSatisfy(event -> assertThat(event.fields()).containsEntry("what", "concurrency_limits"));
    }

    @Test
    void askThatIsRepeatedCountsOnce() {
        askSilent(OwnerCalls.EACH_MAX - 1);
        pass(1_200);
        assertThat(store.unanswered).as("each was repeated").isGreaterThan(OwnerCalls.EACH_MAX * 2);
        store.isSilent = false;
        Counted last = ask(SILENT + "last");
        desk.work();
        assertThat(last.isAdmitted).isTrue();
    }

    @Test
    void askBeyondTheBoundIsSentWhenAnotherIsGivenUp() {
        askSilent(OwnerCalls.EACH_MAX);
        pass(1_000);
        int before = store.unanswered;
        Counted last = ask(SILENT + "last");
        pass(200);
        assertThat(store.unanswered).as("the bound holds at each owner").isEqualTo(before);
        // When: the others are given up after two seconds; what became of their calls nobody knows.
        pass(1_000);
        store.isSilent = false;
        pass(600);
        // Then
        assertThat(last.isAdmitted).isTrue();
    }
}
