package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.grid.BreakerChangeCodec.Step;
import io.gridgate.service.breaker.BreakerChange;
import io.gridgate.service.breaker.BreakerChange.Judged;
import io.gridgate.service.breaker.BreakerState;
import io.gridgate.service.breaker.BreakerState.Closed;
import io.gridgate.service.breaker.BreakerState.Forced;
import io.gridgate.service.breaker.BreakerState.HalfOpen;
import io.gridgate.service.breaker.BreakerState.Open;
import io.gridgate.service.breaker.BreakerState.Probe;
import io.gridgate.service.breaker.Thresholds;
import io.gridgate.service.breaker.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BreakerCodecsTest {

    private static final Thresholds NUMBERS = new Thresholds(5, 3);
    private static final Probe PROBE = new Probe("m1", -7);
    private static final Probe OTHER = new Probe("m2", 8);
    private static final List<BreakerState> STATES = List.of(new Closed(4, 2, Map.of("m2", 1, "m1", 3)), new Open(5, 3),
            new HalfOpen(6, 3, 2, 1, List.of(PROBE, OTHER)), new Forced(7, true), new Forced(8, false));
    private static final List<BreakerChange> CHANGES = List.of(new BreakerChange.Report(4, "m1", 3),
            new BreakerChange.Ask(6, List.of(PROBE, OTHER)),
            new BreakerChange.Judge(6, List.of(new Judged(PROBE, Verdict.SUCCESS), new Judged(OTHER, Verdict.FAILURE),
                    new Judged(PROBE, Verdict.NONE))),
            new BreakerChange.Elapsed(6, 2), new BreakerChange.Left(Set.of("m2", "m1")), new BreakerChange.Settle(),
            BreakerChange.Operator.OPEN, BreakerChange.Operator.CLOSED, BreakerChange.Operator.AUTO);

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    @Test
    void octetsAreThoseThatOtherNodesWrite() throws IOException {
        String octets = Stream.concat(STATES.stream().map(state -> state.getClass().getSimpleName() + " "
                + hex(BreakerStateCodec.encode(state))),
                CHANGES.stream().map(change -> change.getClass().getSimpleName() + " "
                        + hex(BreakerChangeCodec.encode(new Step(change, NUMBERS)))))
                .collect(Collectors.joining("\n", "", "\n"));
        try (InputStream golden = BreakerCodecsTest.class.getResourceAsStream("breaker-codecs.golden")) {
            assertThat(golden).as("breaker-codecs.golden is missing; it should be:\n%s", octets).isNotNull();
            assertThat(octets).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(BreakerStateCodec.decode(null)).isEqualTo(Closed.NEW);
        assertThat(STATES).allSatisfy(state -> assertThat(BreakerStateCodec.decode(BreakerStateCodec.encode(state))).isEqualTo(state));
        assertThat(CHANGES).map(change -> new Step(change, NUMBERS))
                .allSatisfy(step -> assertThat(BreakerChangeCodec.decode(BreakerChangeCodec.encode(step))).isEqualTo(step));
    }

    @Test
    void valueThatIsCutSurplusOrOfAnotherVersionIsRefused() {
        byte[] whole = BreakerStateCodec.encode(STATES.get(2));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> BreakerStateCodec.decode(cut)).as("cut at %s", length).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> BreakerStateCodec.decode(Arrays.copyOf(whole, whole.length + 1)))
                .hasMessageContaining("1 octets too many");
        byte[] newer = whole.clone();
        newer[0] = 9;
        assertThatThrownBy(() -> BreakerStateCodec.decode(newer)).hasMessage("breaker state: version 9 (expected: 1)");
    }
}
