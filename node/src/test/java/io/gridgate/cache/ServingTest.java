package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.MemoryBody;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServingTest {

    private static final long THEN = 1_800_000_000_000L;
    private final StoredAnswer stored = new StoredAnswer(200,
            Headers.of("ETag", "\"a,b\"", "Last-Modified", "Fri, 01 Jan 2027 00:00:00 GMT", "Content-Type", "text/plain", "X-A", "1"),
            "0123456789".getBytes(StandardCharsets.UTF_8), THEN, 3, new Terms(60, false, false, 0, 0), Variant.ANY, List.of(), "/x", 0);

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"bytes=0-3|206|0123|bytes 0-3/10", "bytes=7-|206|789|bytes 7-9/10", "bytes=-2|206|89|bytes 8-9/10",
            "bytes=5-99|206|56789|bytes 5-9/10", "bytes=-99|206|0123456789|bytes 0-9/10", "bytes=10-|416||bytes */10",
            "bytes=-0|416||bytes */10",
            "bytes=3-1|200|0123456789|", "bytes=0-1,4-5|200|0123456789|", "lines=0-1|200|0123456789|", "bytes=-|200|0123456789|"})
    void oneRangeOfAStoredWhole(String range, int status, String body, String contentRange) {
        Response answer = answer("GET", "Range", range);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(text(answer)).isEqualTo(body == null ? "" : body);
        assertThat(answer.headers().first("Content-Range")).isEqualTo(contentRange);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"a,b\"|206", "\"b\"|200", "W/\"a,b\"|200", "Fri, 01 Jan 2027 00:00:00 GMT|206",
            "Fri, 01 Jan 2027 00:00:01 GMT|200"})
    void rangeOnlyOfWhatTheClientHas(String condition, int status) {
        assertThat(answer("GET", "Range", "bytes=0-1", "If-Range", condition).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"If-None-Match|\"a,b\"|304", "If-None-Match|\"x\", W/\"a,b\"|304", "If-None-Match|*|304",
            "If-None-Match|\"a\"|200", "If-Modified-Since|Fri, 01 Jan 2027 00:00:00 GMT|304",
            "If-Modified-Since|Thu, 31 Dec 2026 23:59:59 GMT|200",
            "If-Modified-Since|yesterday|200"})
    void conditions(String name, String value, int status) {
        assertThat(answer("GET", name, value).status()).isEqualTo(status);
    }

    @Test
    void etagGoesBeforeTheDate() {
        assertThat(answer("GET", "If-None-Match", "\"x\"", "If-Modified-Since", "Fri, 01 Jan 2027 00:00:00 GMT").status()).isEqualTo(200);
    }

    @Test
    void whatA304Has() {
        Headers fields = answer("GET", "If-None-Match", "*").headers();
        assertThat(fields.first("ETag")).isEqualTo("\"a,b\"");
        assertThat(fields.first("Age")).isEqualTo("8");
        assertThat(fields.contains("Content-Type")).isFalse();
        assertThat(fields.contains("X-A")).isFalse();
    }

    @Test
    void headHasTheLengthAndNoBody() {
        Response answer = answer("HEAD");
        assertThat(answer.headers().first("Content-Length")).isEqualTo("10");
        assertThat(text(answer)).isEmpty();
    }

    private Response answer(String method, String... fields) {
        Request request = new Request(method, Target.parse("/x"), new Authority("h", -1), Headers.of(fields), Body.empty(), false);
        return Serving.answer(stored, request, CacheStatus.hit(1), THEN + 5_000);
    }

    private static String text(Response answer) {
        return new String(((MemoryBody) answer.body()).octets(), StandardCharsets.UTF_8);
    }
}
