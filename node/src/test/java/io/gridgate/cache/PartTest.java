package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PartTest {

    @Test
    void partIsWhatItsFieldSays() {
        assertThat(Part.of(Headers.of("Content-Range", "bytes 4-9/10"))).isEqualTo(new Part(4, 9, 10));
        assertThat(Part.of(Headers.of("Content-Range", " Bytes 0-0/1"))).isEqualTo(new Part(0, 0, 1));
        assertThat(new Part(4, 9, 10).has(new ByteRange(4, 9))).isTrue();
        assertThat(new Part(4, 8, 10).has(new ByteRange(4, 9))).isFalse();
        assertThat(new Part(4, 9, 10).has(new ByteRange(3, 5))).isFalse();
        assertThat(new Part(4, 9, 10).has(new ByteRange(-1, -1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bytes 4-9/*", "bytes */10", "bytes 9-4/10", "bytes 4-10/10", "bytes 4-9", "lines 4-9/10",
            "bytes 4-9/10, bytes 0-1/10",
            "bytes -9/10", "bytes 4-9999999999/99999999999"})
    void whatIsNoPartIsNone(String field) {
        assertThat(Part.of(Headers.of("Content-Range", field))).isNull();
        assertThat(Part.of(new Headers())).isNull();
        assertThat(Part.of(Headers.of("Content-Range", "bytes 4-9/10", "Content-Range", "bytes 4-9/10"))).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"bytes 0-3/10|0123|bytes 4-6/10|456|206|0123456|bytes 0-6/10",
            "bytes 4-6/10|456|bytes 0-3/10|0123|206|0123456|bytes 0-6/10", "bytes 0-5/10|aaaaaa|bytes 4-6/10|456|206|aaaa456|bytes 0-6/10",
            "bytes 0-3/10|0123|bytes 5-6/10|56|206|56|bytes 5-6/10", "bytes 0-3/10|0123|bytes 4-6/11|456|206|456|bytes 4-6/11",
            "bytes 0-5/10|012345|bytes 2-3/10|23|206|012345|bytes 0-5/10", "bytes 0-3/10|0123|bytes 4-9/10|456789|200|0123456789|",
            "bytes 0-9/20|0123456789|bytes 10-13/20|0123|206|0123|bytes 10-13/20"})
    void partsThatMeetAreJoined(String olderRange, String older, String newerRange, String newer, int status, String body, String range) {
        StoredAnswer joined = Part.joined(part("\"a\"", olderRange, older, 7), part("\"a\"", newerRange, newer, 9), 12);
        assertThat(joined.status()).isEqualTo(status);
        assertThat(new String(joined.body(), StandardCharsets.US_ASCII)).isEqualTo(body);
        assertThat(joined.fields().first("Content-Range")).isEqualTo(range);
        assertThat(joined.born()).isEqualTo(body.length() == newer.length() ? 9 : 7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"a\"|\"b\"", "W/\"a\"|W/\"a\"", "|", "\"a\"|", "a|a"})
    void onlyPartsOfOneStrongTagAre(@Nullable String older, @Nullable String newer) {
        StoredAnswer last = part(newer, "bytes 4-6/10", "456", 1);
        assertThat(Part.joined(part(older, "bytes 0-3/10", "0123", 1), last, 10)).isSameAs(last);
    }

    @Test
    void fieldsAreThoseOfTheNewerAndWhatItLeavesOut() {
        StoredAnswer older = part("\"a\"", "bytes 0-3/10", "0123", 1);
        older.fields().add("Content-Type", "text/plain").add("X-A", "1");
        StoredAnswer newer = part("\"a\"", "bytes 4-6/10", "456", 1);
        newer.fields().add("X-A", "2");
        StoredAnswer joined = Part.joined(older, newer, 10);
        assertThat(joined.fields().first("Content-Type")).isEqualTo("text/plain");
        assertThat(joined.fields().all("X-A")).containsExactly("2");
    }

    private static StoredAnswer part(@Nullable String etag, String range, String body, long born) {
        Headers fields = Headers.of("Content-Range", range);
        if (etag != null) {
            fields.add("ETag", etag);
        }
        return new StoredAnswer(206, fields, body.getBytes(StandardCharsets.US_ASCII), 1, 0, new Terms(60, false, false, 0, 0), Variant.ANY,
                List.of(), "/", born);
    }
}
