package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.ratelimit.usage.KeyUsage;
import io.gridgate.ratelimit.usage.LimitFacts;
import io.gridgate.ratelimit.usage.LimitFacts.Kind;
import io.gridgate.ratelimit.usage.LimitUsage;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UsageCodecTest {

    private static final List<LimitUsage> USAGE = List.of(
            new LimitUsage(new LimitFacts(Kind.RATE, "a", 100, 100, "fixed_window", "1 hour"), 7,
                    List.of(new KeyUsage("10.1.1.1", 97, 3, 12, 3_000))),
            new LimitUsage(new LimitFacts(Kind.LOCAL_RATE, "b", 5, 9, "token_bucket", "1 day"), 0, List.of()),
            new LimitUsage(new LimitFacts(Kind.CONCURRENCY, "c", 2, 2, "concurrent", ""), 0, List.of()));
    private static final String OCTETS = "010000000301000000016100000000000000640000000000000064"
            + "0000000c66697865645f77696e646f77000000063120686f757200000000000000070000000100000008"
            + "31302e312e312e3100000000000000610000000000000003000000000000000c0000000000000bb8"
            + "020000000162000000000000000500000000000000090000000c746f6b656e5f6275636b6574"
            + "0000000531206461790000000000000000" + "00000000"
            + "0300000001630000000000000002000000000000000200000" + "00a636f6e63757272656e74" + "0000000000000000000000000000" + "0000";

    @Test
    void octetsAreThoseThatOtherNodesWrite() {
        assertThat(HexFormat.of().formatHex(UsageCodec.encode(USAGE))).isEqualTo(OCTETS);
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(UsageCodec.decode(UsageCodec.encode(USAGE))).isEqualTo(USAGE);
        assertThat(UsageCodec.decode(UsageCodec.encode(List.of()))).isEmpty();
    }

    @Test
    void valueThatIsCutOrOfAnotherVersionIsRefused() {
        byte[] whole = UsageCodec.encode(USAGE);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> UsageCodec.decode(cut)).as("cut at %s", length).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] newer = whole.clone();
        newer[0] = 9;
        assertThatThrownBy(() -> UsageCodec.decode(newer)).hasMessage("usage: version 9 (expected: 1)");
    }
}
