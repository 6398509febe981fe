package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.cache.shared.FillState;
import io.gridgate.cache.shared.FillState.Ending;
import io.gridgate.cache.shared.FillState.Step;
import io.gridgate.cache.shared.KeyFill;
import io.gridgate.grid.CacheDropCodec.Drop;
import io.gridgate.grid.CacheDropProcessor.What;
import io.gridgate.grid.CacheNewsCodec.News;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CacheCodecsTest {

    private static final Map<KeyFill, String> STATES = new LinkedHashMap<>();
    private static final Map<Step, String> STEPS = new LinkedHashMap<>();
    private static final Map<Drop, String> DROPS = new LinkedHashMap<>();
    private static final Map<News, String> NEWS = new LinkedHashMap<>();

    static {
        STATES.put(new KeyFill(0, new FillState.Free()), "01" + "0000000000000000" + "00");
        STATES.put(new KeyFill(5, new FillState.Filling("m1", -7, true)),
                "01" + "0000000000000005" + "01" + "00000002" + "6d31" + "fffffffffffffff9" + "01");
        STATES.put(new KeyFill(6, new FillState.Filling("m1", 8, false)),
                "01" + "0000000000000006" + "01" + "00000002" + "6d31" + "0000000000000008" + "00");
        STATES.put(new KeyFill(7, new FillState.Landed(9)), "01" + "0000000000000007" + "02" + "0000000000000009");
        STATES.put(new KeyFill(8, new FillState.Passed()), "01" + "0000000000000008" + "03");
        STATES.put(new KeyFill(9, new FillState.Stayed()), "01" + "0000000000000009" + "04");
        STEPS.put(new Step.Claim("m1", 7, 9), "01" + "00" + "00000002" + "6d31" + "0000000000000007" + "0000000000000009");
        STEPS.put(new Step.Settle("m1", 7, Ending.LANDED), "01" + "01" + "00000002" + "6d31" + "0000000000000007" + "00");
        STEPS.put(new Step.Settle("m1", 7, Ending.PASSED), "01" + "01" + "00000002" + "6d31" + "0000000000000007" + "01");
        STEPS.put(new Step.Settle("m1", 7, Ending.FAILED), "01" + "01" + "00000002" + "6d31" + "0000000000000007" + "02");
        STEPS.put(new Step.Settle("m1", 7, Ending.STAYED), "01" + "01" + "00000002" + "6d31" + "0000000000000007" + "03");
        STEPS.put(new Step.Drop(), "0102");
        DROPS.put(new Drop(What.ONE_LOAD, 7), "01" + "00" + "0000000000000007");
        DROPS.put(new Drop(What.STORED, 8), "01" + "01" + "0000000000000008");
        DROPS.put(new Drop(What.ALL, 9), "01" + "02" + "0000000000000009");
        NEWS.put(new News("k", Ending.LANDED), "01" + "00" + "00000001" + "6b");
        NEWS.put(new News("k", Ending.PASSED), "01" + "01" + "00000001" + "6b");
        NEWS.put(new News("k", Ending.FAILED), "01" + "02" + "00000001" + "6b");
        NEWS.put(new News("k", Ending.STAYED), "01" + "03" + "00000001" + "6b");
        NEWS.put(new News("k", null), "01" + "ff" + "00000001" + "6b");
    }

    @Test
    void octetsAreThoseThatOtherNodesWrite() {
        STATES.forEach((state, octets) -> assertThat(hex(FillCodec.encode(state))).as(state.toString()).isEqualTo(octets));
        STEPS.forEach((step, octets) -> assertThat(hex(FillCodec.encode(step))).as(step.toString()).isEqualTo(octets));
        DROPS.forEach((drop, octets) -> assertThat(hex(CacheDropCodec.encode(drop))).as(drop.toString()).isEqualTo(octets));
        NEWS.forEach((news, octets) -> assertThat(hex(CacheNewsCodec.encode(news))).as(news.toString()).isEqualTo(octets));
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(FillCodec.decode(null)).isEqualTo(KeyFill.NONE);
        assertThat(STATES.keySet()).allSatisfy(state -> assertThat(FillCodec.decode(FillCodec.encode(state))).isEqualTo(state));
        assertThat(STEPS.keySet()).allSatisfy(step -> assertThat(FillCodec.decodeStep(FillCodec.encode(step))).isEqualTo(step));
        assertThat(DROPS.keySet()).allSatisfy(drop -> assertThat(CacheDropCodec.decode(CacheDropCodec.encode(drop))).isEqualTo(drop));
        assertThat(NEWS.keySet()).allSatisfy(news -> assertThat(CacheNewsCodec.decode(CacheNewsCodec.encode(news))).isEqualTo(news));
    }

    @Test
    void valueThatIsCutSurplusOrOfAnotherVersionIsRefused() {
        byte[] whole = FillCodec.encode(new KeyFill(5, new FillState.Filling("m1", 7, true)));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> FillCodec.decode(cut)).as("cut at %s", length).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> FillCodec.decode(Arrays.copyOf(whole, whole.length + 1))).hasMessageContaining("1 octets too many");
        whole[0] = 9;
        assertThatThrownBy(() -> FillCodec.decode(whole)).hasMessage("fill: version 9 (expected: 1)");
    }

    @Test
    void anEntryOfStoredAnswersHasItsPlaceBeforeTheirOctets() {
        byte[] answers = {1, 2, 3};
        byte[] entry = CacheEntry.of(0x0102030405060708L, answers);
        assertThat(hex(entry)).isEqualTo("01" + "0102030405060708" + "010203");
        assertThat(CacheEntry.order(entry)).isEqualTo(0x0102030405060708L);
        assertThat(CacheEntry.answers(entry)).isEqualTo(answers);
        assertThat(CacheEntry.answers(CacheEntry.of(7, new byte[0]))).isEmpty();
    }

    @Test
    void ofAnEntryThatIsAbsentCutOrOfAnotherVersionNothingIsKnown() {
        byte[] other = CacheEntry.of(7, new byte[]{1});
        other[0] = 9;
        assertThat(CacheEntry.order(null)).isZero();
        assertThat(CacheEntry.answers(null)).isEmpty();
        for (byte[] entry : new byte[][]{{}, {1, 0}, other}) {
            assertThat(CacheEntry.order(entry)).isZero();
            assertThat(CacheEntry.answers(entry)).isEmpty();
        }
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }
}
