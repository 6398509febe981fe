package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.cache.Purge;
import io.gridgate.cache.PurgeBoard.Purges;
import io.gridgate.cache.PurgeBoard.Recorded;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PurgesCodecTest {

    private static final Purges PURGES = new Purges(7, List.of(new Recorded(8, new Purge(Purge.By.KEY, "k", false)),
            new Recorded(9, new Purge(Purge.By.TAG, "t", true)), new Recorded(11, new Purge(Purge.By.PATH, "/p", false)),
            new Recorded(12, new Purge(Purge.By.PREFIX, "/", true))));
    private static final String PURGES_OCTETS = "01" + "0000000000000007" + "00000004"
            + "0000000000000008" + "00" + "00" + "00000001" + "6b"
            + "0000000000000009" + "01" + "01" + "00000001" + "74"
            + "000000000000000b" + "02" + "00" + "00000002" + "2f70"
            + "000000000000000c" + "03" + "01" + "00000001" + "2f";
    private static final PurgesCodec.Step STEP = new PurgesCodec.Step(new Purge(Purge.By.TAG, "t", true), 5);

    @Test
    void octetsAreThoseThatOtherNodesWrite() {
        assertThat(HexFormat.of().formatHex(PurgesCodec.encode(PURGES))).isEqualTo(PURGES_OCTETS);
        assertThat(HexFormat.of().formatHex(PurgesCodec.encode(STEP)))
                .isEqualTo("01" + "0000000000000005" + "01" + "01" + "00000001" + "74");
        assertThat(HexFormat.of().formatHex(PurgesCodec.encodeSeen(9))).isEqualTo("01" + "0000000000000009");
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(PurgesCodec.decode(PurgesCodec.encode(PURGES))).isEqualTo(PURGES);
        assertThat(PurgesCodec.decode(null)).isEqualTo(Purges.NONE);
        assertThat(PurgesCodec.decodeStep(PurgesCodec.encode(STEP))).isEqualTo(STEP);
        assertThat(PurgesCodec.decodeSeen(PurgesCodec.encodeSeen(9))).isEqualTo(9);
        assertThat(PurgesCodec.decodeSeen(null)).isEqualTo(-1);
    }

    @Test
    void valueThatIsCutOrOfAnotherVersionIsRefused() {
        byte[] octets = PurgesCodec.encode(PURGES);
        assertThatThrownBy(() -> PurgesCodec.decode(Arrays.copyOf(octets, octets.length - 1))).isInstanceOf(IllegalArgumentException.class);
        octets[0] = 2;
        assertThatThrownBy(() -> PurgesCodec.decode(octets)).isInstanceOf(IllegalArgumentException.class);
    }
}
