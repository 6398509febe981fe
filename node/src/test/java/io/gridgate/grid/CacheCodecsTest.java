package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.cache.shared.FillState;
import io.gridgate.cache.shared.FillState.Ending;
import io.gridgate.cache.shared.FillState.Step;
import io.gridgate.grid.CacheNewsCodec.News;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CacheCodecsTest {

    private static final Map<FillState, String> STATES = new LinkedHashMap<>();
    private static final Map<Step, String> STEPS = new LinkedHashMap<>();
    private static final Map<News, String> NEWS = new LinkedHashMap<>();

    static {
        STATES.put(new FillState.Free(), "0100");
        STATES.put(new FillState.Filling("m1", -7, true), "01" + "01" + "00000002" + "6d31" + "fffffffffffffff9" + "01");
        STATES.put(new FillState.Filling("m1", 8, false), "01" + "01" + "00000002" + "6d31" + "0000000000000008" + "00");
        STATES.put(new FillState.Landed(9), "01" + "02" + "0000000000000009");
        STATES.put(new FillState.Passed(), "0103");
        STEPS.put(new Step.Claim("m1", 7, 9), "01" + "00" + "00000002" + "6d31" + "0000000000000007" + "0000000000000009");
        STEPS.put(new Step.Settle("m1", 7, Ending.LANDED), "01" + "01" + "00000002" + "6d31" + "0000000000000007" + "00");
        STEPS.put(new Step.Settle("m1", 7, Ending.PASSED), "01" + "01" + "00000002" + "6d31" + "0000000000000007" + "01");
        STEPS.put(new Step.Settle("m1", 7, Ending.FAILED), "01" + "01" + "00000002" + "6d31" + "0000000000000007" + "02");
        STEPS.put(new Step.Drop(), "0102");
        NEWS.put(new News("k", Ending.LANDED), "01" + "00" + "00000001" + "6b");
        NEWS.put(new News("k", Ending.PASSED), "01" + "01" + "00000001" + "6b");
        NEWS.put(new News("k", Ending.FAILED), "01" + "02" + "00000001" + "6b");
        NEWS.put(new News("k", null), "01" + "ff" + "00000001" + "6b");
    }

    @Test
    void octetsAreThoseThatOtherNodesWrite() {
        STATES.forEach((state, octets) -> assertThat(hex(FillCodec.encode(state))).as(state.toString()).isEqualTo(octets));
        STEPS.forEach((step, octets) -> assertThat(hex(FillCodec.encode(step))).as(step.toString()).isEqualTo(octets));
        NEWS.forEach((news, octets) -> assertThat(hex(CacheNewsCodec.encode(news))).as(news.toString()).isEqualTo(octets));
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(FillCodec.decode(null)).isEqualTo(new FillState.Free());
        assertThat(STATES.keySet()).allSatisfy(state -> assertThat(FillCodec.decode(FillCodec.encode(state))).isEqualTo(state));
        assertThat(STEPS.keySet()).allSatisfy(step -> assertThat(FillCodec.decodeStep(FillCodec.encode(step))).isEqualTo(step));
        assertThat(NEWS.keySet()).allSatisfy(news -> assertThat(CacheNewsCodec.decode(CacheNewsCodec.encode(news))).isEqualTo(news));
    }

    @Test
    void valueThatIsCutSurplusOrOfAnotherVersionIsRefused() {
        byte[] whole = FillCodec.encode(new FillState.Filling("m1", 7, true));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> FillCodec.decode(cut)).as("cut at %s", length).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> FillCodec.decode(Arrays.copyOf(whole, whole.length + 1))).hasMessageContaining("1 octets too many");
        whole[0] = 9;
        assertThatThrownBy(() -> FillCodec.decode(whole)).hasMessage("fill: version 9 (expected: 1)");
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }
}
