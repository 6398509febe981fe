package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.grid.CounterStepCodec.Step;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterState;
import io.gridgate.ratelimit.counter.CounterState.LastAsk;
import io.gridgate.ratelimit.counter.CounterState.Use;
import io.gridgate.ratelimit.counter.Grant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CounterCodecsTest {

    private static final CounterState STATE = new CounterState(1_700_000_000_123L,
            List.of(new Use(-7, 1_699_999_980_000L, 12.5), new Use(8, 0, 3)),
            List.of(new LastAsk(-7, 41, 5, false, 1_699_999_980_000L, 1_700_000_040_000L), new LastAsk(8, 42, 0, true, 0, 1)));
    private static final List<Step> STEPS = List.of(
            new Step.Asked(new CounterRule(Algorithm.FIXED_WINDOW, 100, 100, 60_000),
                    new Ask(-7, 42, 3, 2, 1, 5, 100, 4, 1_700_000_000_000L)),
            new Step.GivenBack(new CounterRule(Algorithm.SLIDING_WINDOW, 1, 2, 3), -7, 42, 2),
            new Step.GivenBack(new CounterRule(Algorithm.TOKEN_BUCKET, 4, 5, 6), 8, 43, 1));
    private static final Grant GRANT = new Grant(5, 95, 59_999, 60_000, 1);

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    @Test
    void octetsAreThoseThatOtherNodesWrite() throws IOException {
        String octets = Stream.concat(Stream.of("state " + hex(CounterStateCodec.encode(STATE)), "grant " + hex(GrantCodec.encode(GRANT))),
                STEPS.stream().map(step -> "step " + hex(CounterStepCodec.encode(step)))).collect(Collectors.joining("\n", "", "\n"));
        try (InputStream golden = CounterCodecsTest.class.getResourceAsStream("counter-codecs.golden")) {
            assertThat(golden).as("counter-codecs.golden is missing; it should be:\n%s", octets).isNotNull();
            assertThat(octets).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(CounterStateCodec.decode(null)).isEqualTo(CounterState.EMPTY);
        assertThat(CounterStateCodec.decode(CounterStateCodec.encode(STATE))).isEqualTo(STATE);
        assertThat(GrantCodec.decode(GrantCodec.encode(GRANT))).isEqualTo(GRANT);
        assertThat(STEPS).allSatisfy(step -> assertThat(CounterStepCodec.decode(CounterStepCodec.encode(step))).isEqualTo(step));
    }

    @Test
    void valueThatIsCutSurplusOrOfAnotherVersionIsRefused() {
        byte[] whole = CounterStateCodec.encode(STATE);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> CounterStateCodec.decode(cut)).as("cut at %s", length).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> CounterStateCodec.decode(Arrays.copyOf(whole, whole.length + 1)))
                .hasMessageContaining("1 octets too many");
        byte[] newer = whole.clone();
        newer[0] = 9;
        assertThatThrownBy(() -> CounterStateCodec.decode(newer)).hasMessage("counter state: version 9 (expected: 1)");
    }
}
