package io.gridgate.admin;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Metrics;
import io.gridgate.event.EventFilter;
import io.gridgate.event.EventLog;
import io.gridgate.event.InMemoryEventChannel;
import io.gridgate.event.Subscription;
import io.gridgate.exchange.BodySink;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualLoop;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a reader that wants few events knows where it is. */
final class EventPlaceTest {

    private static final Duration HEART_BEAT = Duration.ofSeconds(10);
    private static final EventFilter PURGES = new EventFilter(EnumSet.of(EventType.CACHE_PURGED), null);

    private final FakeTicker clock = new FakeTicker();
    private final ManualLoop loop = new ManualLoop(clock);
    private final EventLog log = EventLog.start("gw-1", new InMemoryEventChannel(), Metrics.none(), clock, clock);
    private final StringBuilder sent = new StringBuilder();
    private Runnable more = () -> {};

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void theHeartBeatSaysWhichEventWasLastThatTheReaderDidNotWant() {
        tell(EventType.NODE_READY);
        read(0);
        assertThat(next(Duration.ZERO)).matches("retry: 1000\nid: gw-1\\.[0-9a-z]+\\.1@gw-1\n\n");
        assertThat(next(HEART_BEAT)).as("it knows where it is").isEqualTo(":\n\n");

        tell(EventType.NODE_READY);
        tell(EventType.NODE_READY);

        assertThat(next(HEART_BEAT)).matches(":\nid: gw-1\\.[0-9a-z]+\\.3@gw-1\n\n");
        tell(EventType.CACHE_PURGED);
        assertThat(next(HEART_BEAT)).as("it has the event's own").containsOnlyOnce("id: ").endsWith("}\n\n:\n\n");
    }

    @Test
    void aReaderThatBeginsWithTheLatestIsBeforeThem() {
        tell(EventType.NODE_READY);
        tell(EventType.CACHE_PURGED);
        read(1);

        assertThat(next(Duration.ZERO)).matches("(?s)retry: 1000\nid: gw-1\\.[0-9a-z]+\\.1@gw-1\n\n"
                + "id: gw-1\\.[0-9a-z]+\\.2@gw-1\nevent: cache_purged\n.*");
    }

    private void read(int recent) {
        EventStream.open(log, loop, onMore -> {
            more = onMore;
            return requireNonNull(log.subscribe(PURGES, recent, () -> {}));
        }).start(new BodySink() {
            @Override
            public boolean onData(ByteBuffer data) {
                sent.append(StandardCharsets.UTF_8.decode(data));
                return true;
            }

            @Override
            public void onEnd(Headers trailers) {}

            @Override
            public void onFailure(Throwable cause) {
                throw new AssertionError(cause);
            }
        });
    }

    /** Returns what is sent in that time. */
    private String next(Duration time) {
        more.run();
        loop.advance(time);
        String text = sent.toString();
        sent.setLength(0);
        return text;
    }

    /** Tells of it and waits until it is in the stream. */
    private void tell(EventType type) {
        try (Subscription watch = requireNonNull(log.subscribe(EventFilter.ALL, 0, () -> {}))) {
            log.tell(Event.of(type));
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> !watch.next(1).lines().isEmpty());
        }
    }
}
