package io.gridgate.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every channel of events does; an implementation's test extends it. */
public abstract class EventChannelContract {

    private static final Duration SOON = Duration.ofSeconds(10);

    /** Returns the channel of one node. */
    protected abstract EventChannel channel();

    /** Returns the channel of another node. */
    protected abstract EventChannel otherChannel();

    private static ToldEvent event(int sequence) {
        return new ToldEvent("gw-1", 1_700_000_000_000L, sequence, Instant.ofEpochMilli(sequence), Event
                .of(EventType.BREAKER_CHANGED, "user").with("to", "open").with("n", sequence).with("forced", true).once("x", "y"));
    }

    @Test
    void whatOneTellsTheOtherHearsWholeAndInItsOrder() {
        List<ToldEvent> heard = new CopyOnWriteArrayList<>();
        otherChannel().onTold(heard::add);
        List<ToldEvent> told = IntStream.rangeClosed(1, 50).mapToObj(EventChannelContract::event).toList();

        assertThat(told).allSatisfy(event -> assertThat(channel().tell(event)).isTrue());

        await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasSize(50));
        assertThat(heard).isEqualTo(told);
    }

    @Test
    void whoListensLaterHearsOnlyWhatIsToldThen() {
        channel().tell(event(1));
        List<ToldEvent> heard = new CopyOnWriteArrayList<>();
        otherChannel().onTold(heard::add);
        channel().tell(event(2));

        await().atMost(SOON).untilAsserted(() -> assertThat(heard).contains(event(2)));
        assertThat(heard).endsWith(event(2));
    }
}
