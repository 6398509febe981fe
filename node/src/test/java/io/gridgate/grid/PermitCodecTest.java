package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.ratelimit.permit.PermitAsk;
import io.gridgate.ratelimit.permit.PermitState;
import io.gridgate.ratelimit.permit.PermitState.Holder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PermitCodecTest {

    private static final PermitState STATE = new PermitState(1_700_000_000_123L,
            List.of(new Holder("a", 41, 3, 1, 1_700_000_000_100L, 1_700_000_000_120L), new Holder("b", 1, 0, 0, 0, 1_700_000_000_123L)));
    private static final PermitAsk ASK = new PermitAsk("a", 42, 20, 3, 2, 1);

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    @Test
    void octetsAreThoseThatOtherNodesWrite() {
        assertThat(hex(PermitCodec.encode(STATE)))
                .isEqualTo("010000018bcfe5687b00000002" + "0000000161000000000000002900000003000000010000018bcfe5686400"
                        + "00018bcfe56878" + "000000016200000000000000010000000000000000000000000000000000" + "00018bcfe5687b");
        assertThat(hex(PermitCodec.encode(ASK))).isEqualTo("010000000161000000000000002a00000014000000030000000200000001");
        assertThat(hex(PermitCodec.encodeHeld(5))).isEqualTo("0100000005");
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(PermitCodec.decode(null)).isEqualTo(PermitState.EMPTY);
        assertThat(PermitCodec.decode(PermitCodec.encode(STATE))).isEqualTo(STATE);
        assertThat(PermitCodec.decodeAsk(PermitCodec.encode(ASK))).isEqualTo(ASK);
        assertThat(PermitCodec.decodeHeld(PermitCodec.encodeHeld(7))).isEqualTo(7);
    }

    @Test
    void valueThatIsCutSurplusOrOfAnotherVersionIsRefused() {
        byte[] whole = PermitCodec.encode(STATE);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> PermitCodec.decode(cut)).as("cut at %s", length).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> PermitCodec.decode(Arrays.copyOf(whole, whole.length + 1))).hasMessageContaining("1 octets too many");
        byte[] newer = whole.clone();
        newer[0] = 9;
        assertThatThrownBy(() -> PermitCodec.decode(newer)).hasMessage("permits: version 9 (expected: 1)");
    }
}
