package io.gridgate.service.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.service.peer.HealthReport.Ejected;
import io.gridgate.service.peer.HealthReport.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every health board does; an implementation's test extends it. */
public abstract class HealthBoardContract {

    private static final HealthReport ONE = new HealthReport("gw-1",
            List.of(new Verdict("product/10.0.0.1:80", false, "GET /health answered 500"), new Verdict("product/[fd00::1]:80", true, "")),
            List.of(new Ejected("user/10.0.0.2:80", 1_700_000_000_123L, 3)));
    private static final HealthReport TWO = new HealthReport("gw-2", List.of(), List.of());

    /** Returns the board of one node. */
    protected abstract HealthBoard board();

    /** Returns the board of another node. */
    protected abstract HealthBoard otherBoard();

    @Test
    void whatOneSaysTheOtherReadsWhole() {
        assertThat(board().publish(ONE)).isTrue();
        assertThat(otherBoard().publish(TWO)).isTrue();

        assertThat(otherBoard().read(List.of("gw-1", "gw-2"))).hasValue(List.of(ONE, TWO));
    }

    @Test
    void onlyThoseAreReadThatAreAskedForAndSpoke() {
        board().publish(ONE);

        assertThat(board().read(List.of("gw-9"))).hasValue(List.of());
        assertThat(board().read(List.of())).hasValue(List.of());
        assertThat(board().read(List.of("gw-9", "gw-1"))).hasValue(List.of(ONE));
    }

    @Test
    void theLastWordCounts() {
        board().publish(ONE);
        board().publish(new HealthReport("gw-1", List.of(), List.of()));

        assertThat(otherBoard().read(List.of("gw-1"))).hasValue(List.of(new HealthReport("gw-1", List.of(), List.of())));
    }

    @Test
    void theLongestReportIsTaken() {
        HealthReport longest = new HealthReport("gw-1", IntStream.range(0, HealthReport.VERDICTS_MAX)
                .mapToObj(i -> new Verdict("product/10.0.0.1:" + i, i % 2 == 0, i % 2 == 0 ? "" : "connection refused")).toList(),
                List.of());

        assertThat(board().publish(longest)).isTrue();

        assertThat(otherBoard().read(List.of("gw-1"))).hasValue(List.of(longest));
    }

    @Test
    void aChangeIsHeard() {
        AtomicInteger changes = new AtomicInteger();
        otherBoard().onChange(changes::incrementAndGet);

        board().publish(ONE);

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(changes).hasPositiveValue());
    }
}
