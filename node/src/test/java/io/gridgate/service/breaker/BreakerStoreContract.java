package io.gridgate.service.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.service.breaker.BreakerState.Closed;
import io.gridgate.service.breaker.BreakerState.Forced;
import io.gridgate.service.breaker.BreakerState.HalfOpen;
import io.gridgate.service.breaker.BreakerState.Open;
import io.gridgate.service.breaker.BreakerState.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every breaker store does; an implementation's test extends it. */
public abstract class BreakerStoreContract {

    private static final Thresholds NUMBERS = new Thresholds(5, 3);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final String service = "svc-" + UUID.randomUUID();

    /** Returns one member's store. */
    protected abstract BreakerStore store();

    /** Returns another member's store of the same states. */
    protected abstract BreakerStore otherStore();

    @Test
    void whatNobodyChangedIsNew() throws Exception {
        assertThat(store().read(service)).isEqualTo(Closed.NEW);
    }

    @Test
    void membersKnowThemselvesAndEachOther() throws Exception {
        assertThat(store().members()).containsExactlyInAnyOrder(store().memberId(), otherStore().memberId());
        assertThat(otherStore().members()).isEqualTo(store().members());
    }

    @Test
    void aStepOfOneIsSeenByTheOther() throws Exception {
        BreakerState after = store().change(service, new BreakerChange.Report(0, "a", 2), NUMBERS);

        assertThat(after).isEqualTo(new Closed(0, 0, Map.of("a", 2)));
        assertThat(otherStore().read(service)).isEqualTo(after);
        assertThat(otherStore().change(service, new BreakerChange.Report(0, "b", 3), NUMBERS)).isEqualTo(new Open(1, 1));
        assertThat(store().read(service)).isEqualTo(new Open(1, 1));
    }

    @Test
    void manyAreReadTogether() throws Exception {
        String another = service + "-2";
        BreakerState open = store().change(service, BreakerChange.Operator.OPEN, NUMBERS);
        BreakerState reported = otherStore().change(another, new BreakerChange.Report(0, "b", 3), NUMBERS);

        assertThat(store().read(Set.of(service, another, service + "-3")))
                .isEqualTo(Map.of(service, open, another, reported, service + "-3", Closed.NEW));
        assertThat(otherStore().read(Set.of(another))).isEqualTo(Map.of(another, reported));
        assertThat(store().read(Set.of())).isEmpty();
    }

    @Test
    void aStepThatChangesNothingAnswersTheState() throws Exception {
        assertThat(store().change(service, new BreakerChange.Elapsed(9, 0), NUMBERS)).isEqualTo(Closed.NEW);
        assertThat(store().change(service, new BreakerChange.Settle(), NUMBERS)).isEqualTo(Closed.NEW);
        var _ = store().change(service, BreakerChange.Operator.OPEN, NUMBERS);
        assertThat(store().change(service, BreakerChange.Operator.OPEN, NUMBERS)).isEqualTo(new Forced(1, true));
        assertThat(store().change(service, new BreakerChange.Settle(), NUMBERS)).isEqualTo(new Forced(1, true));
    }

    @Test
    void servicesAreApart() throws Exception {
        var _ = store().change(service, BreakerChange.Operator.OPEN, NUMBERS);

        assertThat(store().read(service + "-2")).isEqualTo(Closed.NEW);
    }

    @Test
    void whoeverWatchesHearsOfChangesOfThatServiceUntilItCloses() throws Exception {
        // Given
        AtomicInteger heard = new AtomicInteger();
        BreakerStore.Watch watch = otherStore().watch(service, heard::incrementAndGet);
        // When
        var _ = store().change(service + "-2", BreakerChange.Operator.OPEN, NUMBERS);
        var _ = store().change(service, BreakerChange.Operator.OPEN, NUMBERS);
        Awaitility.await().atMost(SOON).until(() -> heard.get() == 1);
        var _ = store().change(service, BreakerChange.Operator.CLOSED, NUMBERS);
        // Then
        Awaitility.await().atMost(SOON).until(() -> heard.get() == 2);
        watch.close();
    }

    /** However many ask at once on both sides, no more are granted than have to succeed. */
    @Test
    void exactlyTheProbesThatHaveToSucceedAreGranted() throws Exception {
        // Given
        var _ = store().change(service, new BreakerChange.Report(0, "a", 5), NUMBERS);
        assertThat(otherStore().change(service, new BreakerChange.Elapsed(1, 0), NUMBERS))
                .isEqualTo(new HalfOpen(2, 1, 0, 0, List.of()));
        List<Callable<Boolean>> asks = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            Probe probe = new Probe(i % 2 == 0 ? "a" : "b", i);
            BreakerStore asked = i % 2 == 0 ? store() : otherStore();
            asks.add(() -> asked.change(service, new BreakerChange.Ask(2, List.of(probe)), NUMBERS) instanceof HalfOpen half
                    && half.probes().contains(probe));
        }
        // When
        int granted = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> ask : threads.invokeAll(asks)) {
                granted += ask.get() ? 1 : 0;
            }
        }
        // Then
        assertThat(granted).isEqualTo(3);
    }
}
