package io.gridgate.event;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Metrics;
import io.gridgate.fixture.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the readers of two nodes are told. */
final class EventLogTest {

    private static final int REMEMBERED = 8;

    private final FakeTicker clock = new FakeTicker();
    private final InMemoryEventChannel channel = new InMemoryEventChannel();
    private final List<EventLog> logs = new ArrayList<>();
    private final EventLog one = log("gw-1", channel);
    private final EventLog two = log("gw-2", channel);

    private EventLog log(String node, EventChannel over) {
        return log(node, over, REMEMBERED);
    }

    private EventLog log(String node, EventChannel over, int remembered) {
        EventLog log = new EventLog(node, over, Metrics.none(), clock, clock, remembered);
        log.begin();
        logs.add(log);
        return log;
    }

    @AfterEach
    void close() {
        logs.forEach(EventLog::close);
    }

    @Test
    void whatOneNodeTellsTheReadersOfAllHearOnceWithItsNameAndTime() {
        Subscription here = subscribe(one);
        Subscription there = subscribe(two);

        tell(one, Event.of(EventType.CACHE_PURGED).with("by", "tag").with("sequence", 7).with("soft", true));

        List<EventLine> lines = read(there, 1);
        assertThat(lines).isEqualTo(read(here, 1));
        EventLine line = lines.getFirst();
        assertThat(line.id()).startsWith("gw-1.").endsWith(".1");
        assertThat(line.json()).isEqualTo("{\"id\":\"" + line.id() + "\",\"at\":\"2026-01-01T00:00:00Z\",\"node\":\"gw-1\","
                + "\"type\":\"cache_purged\",\"by\":\"tag\",\"sequence\":7,\"soft\":true}");
        assertThat(there.next(10).lines()).isEmpty();
    }

    @Test
    void aReaderHearsWhatItAsksFor() {
        EventFilter filter = new EventFilter(EnumSet.of(EventType.BREAKER_CHANGED), "user");
        Subscription reader = requireNonNull(one.subscribe(filter, 0, () -> {}));

        tell(one, Event.of(EventType.BREAKER_CHANGED, "order"), Event.of(EventType.NODE_READY), Event.of(EventType.INSTANCE_GONE, "user"),
                Event.of(EventType.BREAKER_CHANGED, "user"));

        assertThat(read(reader, 1)).extracting(EventLine::service, EventLine::type)
                .containsExactly(tuple("user", "breaker_changed"));
    }

    @Test
    void aReaderMayBeginWithTheLatest() {
        tell(one, ready(1), ready(2), ready(3));

        assertThat(revisions(requireNonNull(one.subscribe(EventFilter.ALL, 2, () -> {})))).containsExactly(2L, 3L);
        assertThat(revisions(requireNonNull(one.subscribe(EventFilter.ALL, 4_096, () -> {})))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aReaderThatComesBackGoesOnAfterTheLastThatItHad() {
        Subscription before = subscribe(one);
        tell(one, ready(1), ready(2), ready(3));
        String second = one.streamId(read(before, 3).get(1).id());
        before.close();

        assertThat(revisions(resume(one, second))).containsExactly(3L);
    }

    @Test
    void aReaderThatWantedNothingForLongGoesOnWhereItWas() {
        // Given
        EventFilter purges = new EventFilter(EnumSet.of(EventType.CACHE_PURGED), null);
        Subscription quiet = requireNonNull(one.subscribe(purges, 0, () -> {}));
        assertThat(quiet.lastId()).isEmpty();
        tell(one, Event.of(EventType.CACHE_PURGED));
        String shown = one.streamId(read(quiet, 1).getFirst().id());
        for (int i = 0; i < REMEMBERED; i++) {
            tell(one, ready(i));
            assertThat(quiet.next(1).lines()).isEmpty();
        }
        tell(two, Event.of(EventType.CACHE_PURGED));
        // When
        Subscription again = requireNonNull(one.resume(purges, quiet.lastId(), () -> {}));
        // Then
        assertThat(read(again, 1)).extracting(EventLine::type).containsExactly("cache_purged");
        assertThat(requireNonNull(one.resume(purges, shown, () -> {})).next(100).lines()).as("by what it was shown it would not")
                .extracting(EventLine::type).contains("gap");
    }

    @Test
    void onAnotherNodeItGoesOnTwoSecondsBefore() {
        Subscription before = subscribe(one);
        tell(one, ready(1));
        clock.advance(Duration.ofSeconds(3));
        tell(two, ready(2));
        clock.advance(Duration.ofSeconds(1));
        tell(one, ready(3), ready(4));
        String third = one.streamId(read(before, 4).get(2).id());

        assertThat(revisions(resume(two, third))).as("the second may not have come before the third there").containsExactly(2L, 4L);
    }

    @Test
    void aReaderThatWasAwayForTooLongIsToldAndHearsAllThatIsRemembered() {
        tell(one, ready(1), ready(2));

        Subscription reader = resume(one, "gw-3.abc.12@gw-3");

        List<EventLine> lines = reader.next(10).lines();
        assertThat(lines).extracting(EventLine::type).containsExactly("gap", "node_ready", "node_ready");
        assertThat(lines.getFirst().id()).isEmpty();
        assertThat(resume(one, "").next(10).lines()).extracting(EventLine::type).startsWith("gap");
    }

    @Test
    void aSlowReaderLosesItsPlaceAndIsToldHowMuch() {
        Subscription slow = requireNonNull(one.subscribe(new EventFilter(EnumSet.of(EventType.NODE_READY), null), 0, () -> {}));

        for (int i = 1; i <= REMEMBERED + 3; i++) {
            tell(one, ready(i));
        }

        Subscription.Batch batch = slow.next(4);
        assertThat(batch.lines()).extracting(EventLine::type).containsExactly("dropped", "node_ready", "node_ready", "node_ready",
                "node_ready");
        assertThat(batch.lines().getFirst().json()).endsWith("\"missed\":3}");
        assertThat(batch.isLast()).isFalse();
        assertThat(slow.next(4).isLast()).isTrue();
    }

    @Test
    void nobodyWaitsForAReaderAndWhatDoesNotFitIsAGap() throws Exception {
        // Given a channel that hangs
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch hung = new CountDownLatch(1);
        EventLog log = log("gw-3", new EventChannel() {
            @Override
            public boolean tell(ToldEvent event) {
                hung.countDown();
                try {
                    hangs.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return true;
            }

            @Override
            public void onTold(Consumer<ToldEvent> listener) {}
        }, 2 * EventLog.WAITING_MAX);
        log.tell(ready(1));
        hung.await();
        // When
        for (int i = 0; i < EventLog.WAITING_MAX + 5; i++) {
            log.tell(ready(2 + i));
        }
        Subscription reader = subscribe(log);
        hangs.countDown();
        // Then
        await().until(() -> log.ring().end() >= EventLog.WAITING_MAX);
        log.tell(ready(0));
        List<EventLine> lines = new ArrayList<>();
        await().until(() -> {
            lines.addAll(reader.next(10_000).lines());
            return lines.stream().anyMatch(line -> line.json().endsWith("\"revision\":0}"));
        });
        assertThat(lines).extracting(EventLine::json).anyMatch(json -> json.endsWith("\"of\":\"gw-3\",\"missed\":5}"));
    }

    @Test
    void whatTwoNodesTellOfTheSameIsHeardOnce() {
        Subscription here = subscribe(one);
        Subscription there = subscribe(two);

        tell(one, Event.of(EventType.NODE_LEFT).once("member x", "left"));
        two.tell(Event.of(EventType.NODE_LEFT).once("member x", "left"));
        tell(two, Event.of(EventType.NODE_JOINED).once("member x", "joined"));

        assertThat(read(here, 2)).extracting(EventLine::type).containsExactly("node_left", "node_joined");
        assertThat(read(there, 2)).extracting(EventLine::type).containsExactly("node_left", "node_joined");
        clock.advance(Duration.ofSeconds(5));
        tell(two, Event.of(EventType.NODE_JOINED).once("member x", "joined"));
        assertThat(read(here, 1)).hasSize(1);
    }

    @Test
    void aReaderThatHadTheOtherWordOfTwoGoesOnAfterTheOneThatIsHere() {
        Event left = Event.of(EventType.NODE_LEFT).once("member x", "left");
        tell(one, ready(1), left, ready(2));
        ToldEvent other = new ToldEvent("gw-3", 7, 1, clock.instant(), left);
        channel.tell(other);

        assertThat(revisions(resume(one, other.id() + "@gw-1"))).containsExactly(2L);
        assertThat(revisions(resume(one, other.id() + "@gw-3"))).as("as far back as orders may differ, without the one it had")
                .containsExactly(1L, 2L);
    }

    @Test
    void whatDidNotReachTheOtherNodeIsAGapThere() {
        Subscription there = subscribe(two);
        tell(one, ready(1));
        channel.gone(true);
        tell(one, ready(2), ready(3));
        channel.gone(false);
        tell(one, ready(4));

        List<EventLine> lines = read(there, 3);

        assertThat(lines).extracting(EventLine::type).containsExactly("node_ready", "gap", "node_ready");
        assertThat(lines.get(1).json()).contains("\"node\":\"gw-2\",\"type\":\"gap\",\"of\":\"gw-1\",\"missed\":2");
    }

    @Test
    void aNodeThatWasStartedAgainIsNoGap() {
        Subscription there = subscribe(two);
        tell(one, ready(1), ready(2));
        one.close();
        clock.advance(Duration.ofSeconds(1));
        EventLog again = log("gw-1", channel);
        tell(again, ready(3));

        assertThat(read(there, 3)).extracting(EventLine::type).containsExactly("node_ready", "node_ready", "node_ready");
    }

    @Test
    void readersAreBoundedAndAPlaceThatIsGivenUpIsFree() {
        List<Subscription> readers = new ArrayList<>();
        for (@Nullable
        Subscription next = one.subscribe(EventFilter.ALL, 0, () -> {}); next != null;) {
            readers.add(next);
            next = one.subscribe(EventFilter.ALL, 0, () -> {});
        }

        assertThat(readers).hasSize(EventLog.READERS_MAX);
        readers.getFirst().close();
        readers.getFirst().close();
        assertThat(one.resume(EventFilter.ALL, "x", () -> {})).isNotNull();
        assertThat(one.subscribe(EventFilter.ALL, 0, () -> {})).isNull();
    }

    @Test
    void readersAreToldThatThereIsMoreAndThatItIsOver() {
        AtomicInteger more = new AtomicInteger();
        Subscription reader = requireNonNull(one.subscribe(EventFilter.ALL, 0, more::incrementAndGet));
        tell(two, ready(1));
        await().until(() -> more.get() == 1);
        assertThat(reader.isEnded()).isFalse();

        one.close();

        assertThat(reader.isEnded()).isTrue();
        assertThat(more).hasValue(2);
    }

    private static Event ready(long revision) {
        return Event.of(EventType.NODE_READY).with("revision", revision);
    }

    /** Tells one after the other, each once the one before is in the stream. */
    private static void tell(EventLog log, Event... events) {
        for (Event event : events) {
            long before = log.ring().end();
            log.tell(event);
            await().pollInterval(Duration.ofMillis(1)).until(() -> log.ring().end() > before);
        }
    }

    private static Subscription subscribe(EventLog log) {
        return requireNonNull(log.subscribe(EventFilter.ALL, 0, () -> {}));
    }

    private static Subscription resume(EventLog log, String lastId) {
        return requireNonNull(log.resume(EventFilter.ALL, lastId, () -> {}));
    }

    private static List<EventLine> read(Subscription reader, int count) {
        List<EventLine> lines = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(1)).untilAsserted(() -> {
            lines.addAll(reader.next(100).lines());
            assertThat(lines).hasSizeGreaterThanOrEqualTo(count);
        });
        assertThat(lines).hasSize(count);
        return lines;
    }

    private static List<Long> revisions(Subscription reader) {
        return reader.next(100).lines().stream().map(line -> Long.valueOf(line.json().replaceAll(".*\"revision\":(\\d+).*", "$1")))
                .toList();
    }
}
