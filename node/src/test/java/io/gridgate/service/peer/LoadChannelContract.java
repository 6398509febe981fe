package io.gridgate.service.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.service.peer.LoadReport.Load;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every load channel does; an implementation's test extends it. */
public abstract class LoadChannelContract {

    private static final Duration SOON = Duration.ofSeconds(10);

    /** Returns the channel of one node. */
    protected abstract LoadChannel channel();

    /** Returns the channel of another node. */
    protected abstract LoadChannel otherChannel();

    private static LoadReport report(int instances) {
        return new LoadReport("gw-1", IntStream.range(0, instances).mapToObj(i -> new Load(i, i / 2f, i * 1_000f)).toList());
    }

    @Test
    void whatOneSaysTheOtherHearsWholeAndInItsOrder() {
        List<LoadReport> heard = new CopyOnWriteArrayList<>();
        otherChannel().onSaid(heard::add);
        List<LoadReport> said = IntStream.range(0, 20).mapToObj(LoadChannelContract::report).toList();

        assertThat(said).allSatisfy(report -> assertThat(channel().say(report)).isTrue());

        await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasSize(20));
        assertThat(heard).isEqualTo(said);
    }

    @Test
    void theLongestReportIsHeard() {
        List<LoadReport> heard = new CopyOnWriteArrayList<>();
        otherChannel().onSaid(heard::add);

        channel().say(report(LoadReport.LOADS_MAX));

        await().atMost(SOON).untilAsserted(() -> assertThat(heard).containsExactly(report(LoadReport.LOADS_MAX)));
    }

    @Test
    void whoListensLaterHearsOnlyWhatIsSaidThen() {
        channel().say(report(1));
        List<LoadReport> heard = new CopyOnWriteArrayList<>();
        otherChannel().onSaid(heard::add);
        channel().say(report(2));

        await().atMost(SOON).untilAsserted(() -> assertThat(heard).contains(report(2)));
        assertThat(heard).endsWith(report(2));
    }
}
