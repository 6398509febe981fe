package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnswerLayoutTest {

    private static final StoredAnswer ANSWER = new StoredAnswer(200, Headers.of("ETag", "\"ü\"", "Vary", "A, B"),
            "body".getBytes(StandardCharsets.US_ASCII), 1_700_000_000_123L, 5, new Terms(60, true, false, 7, 8),
            new Variant(List.of("a", "b"), Arrays.asList("x", null)), List.of("kuser:7", "tred"), "/users/7", 9);
    private static final StoredAnswer OTHER = new StoredAnswer(404, new Headers(), new byte[0], 1, 0, new Terms(1, false, true, 0, 0),
            Variant.ANY, List.of(), "/", 0);
    private static final String OCTETS = "01" + "00000002"
            + "00c8" + "0000018bcfe5687b" + "0000000000000005" + "01" + "000000000000003c" + "0000000000000007" + "0000000000000008"
            + "0000000000000009" + "00000008" + "2f75736572732f37"
            + "00000002" + "00000007" + "6b757365723a37" + "00000004" + "74726564"
            + "00000002" + "00000001" + "61" + "01" + "00000001" + "78" + "00000001" + "62" + "00" + "00000000"
            + "00000002" + "00000004" + "45546167" + "00000004" + "22c3bc22" + "00000004" + "56617279" + "00000004" + "412c2042"
            + "00000004" + "626f6479"
            + "0194" + "0000000000000001" + "0000000000000000" + "02" + "0000000000000001" + "0000000000000000" + "0000000000000000"
            + "0000000000000000" + "00000001" + "2f" + "00000000" + "00000000" + "00000000" + "00000000";

    @Test
    void octetsAreThoseThatOtherNodesWrite() {
        assertThat(HexFormat.of().formatHex(AnswerLayout.encode(List.of(ANSWER, OTHER)))).isEqualTo(OCTETS);
    }

    @Test
    void whatIsWrittenIsRead() {
        List<StoredAnswer> read = AnswerLayout.decode(AnswerLayout.encode(List.of(ANSWER, OTHER)));
        assertThat(HexFormat.of().formatHex(AnswerLayout.encode(read))).isEqualTo(OCTETS);
        assertThat(read.getFirst()).usingRecursiveComparison().ignoringFields("fields").isEqualTo(ANSWER);
        assertThat(read.getFirst().fields()).hasToString(ANSWER.fields().toString());
        assertThat(read.getFirst().variant().matches(Headers.of("A", "x"))).isTrue();
    }

    @Test
    void valueThatIsCutSurplusOrOfAnotherVersionIsRefused() {
        byte[] whole = AnswerLayout.encode(List.of(ANSWER));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> AnswerLayout.decode(cut)).as("cut at %s", length).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> AnswerLayout.decode(Arrays.copyOf(whole, whole.length + 1))).hasMessageContaining("1 octets too many");
        whole[0] = 9;
        assertThatThrownBy(() -> AnswerLayout.decode(whole)).hasMessage("stored answers: version 9 (expected: 1)");
    }
}
