package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.gateway.CachePolicyConfig;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Request;
import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.HttpDate;
import io.gridgate.http.Target;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoringTest {

    private static final long NOW = 1_800_000_000_000L;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "200|Cache-Control: max-age=60|60", "599|Cache-Control: max-age=60|60", "200|Cache-Control: max-age=60, s-maxage=5|5",
            "200|Cache-Control: max-age=60; CDN-Cache-Control: max-age=9|9", "200|Cache-Control: no-store; CDN-Cache-Control: max-age=9|9",
            "200|Cache-Control: max-age=60; CDN-Cache-Control: max-age=\"9\"|60", "200|Cache-Control: max-age=60; CDN-Cache-Control: &|60",
            "200|Cache-Control: max-age=60; CDN-Cache-Control: no-store|none",
            "200|Expires: Fri, 15 Jan 2027 08:01:00 GMT; Date: Fri, 15 Jan 2027 08:00:00 GMT|60", "200|Expires: 0|none", "200|X: y|none",
            "200|Cache-Control: max-age=60, no-store|none", "200|Cache-Control: max-age=60, private|none",
            "200|Cache-Control: max-age=60, private=\"X\"|60", "200|Cache-Control: max-age=60; Vary: *|none",
            "200|Cache-Control: max-age=60, no-store, must-understand|60", "599|Cache-Control: max-age=60, must-understand|none",
            "206|Cache-Control: max-age=60|none", "200|Cache-Control: max-age=0|none", "200|Cache-Control: max-age=0; ETag: \"a\"|0",
            "200|Cache-Control: no-cache; ETag: \"a\"|0", "200|Cache-Control: no-cache|none", "200|Cache-Control: max-age=60; Age: 70|none",
            "200|Cache-Control: max-age=60; Age: x|60",
            "200|Cache-Control: max-age=60; Age: -70|60", "200|Cache-Control: max-age=60; Age: 70.0|60",
            "200|Cache-Control: max-age=60; Age: 0, 70|60",
            "200|Cache-Control: max-age=60; Age: 0; Age: 70|60", "200|Cache-Control: max-age=60; Age: 70, 0|none",
            "200|Cache-Control: max-age=60; Age: 99999999999999999999|none",
            "200|Expires: fri, 15 JAN 2027 08:01:00 gmt; Date: Fri, 15 Jan 2027 08:00:00 GMT|60",
            "200|Cache-Control: max-age=60; Set-Cookie: a=b|60"})
    void whatTheOriginSays(int status, String fields, String lifetime) {
        Storing.Verdict verdict = verdict(policy(null, true), request(), status, fields(fields));
        assertThat(verdict == null ? "none" : Long.toString(verdict.terms().lifetimeSeconds())).isEqualTo(lifetime);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"200|X: y|300", "404|X: y|300", "302|X: y|none", "302|Cache-Control: public|300",
            "200|Cache-Control: max-age=5|5", "200|Set-Cookie: a=b|none", "503|X: y|none"})
    void ttlIsForThoseWithoutFreshness(int status, String fields, String lifetime) {
        Storing.Verdict verdict = verdict(policy(300L, true), request(), status, fields(fields));
        assertThat(verdict == null ? "none" : Long.toString(verdict.terms().lifetimeSeconds())).isEqualTo(lifetime);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "200|Last-Modified: Fri, 15 Jan 2027 07:58:20 GMT; Date: Fri, 15 Jan 2027 08:00:00 GMT|10",
            "200|Last-Modified: Thu, 14 Jan 2027 08:00:00 GMT; Date: Fri, 15 Jan 2027 08:00:00 GMT|600",
            "200|Last-Modified: Fri, 15 Jan 2027 09:00:00 GMT; Date: Fri, 15 Jan 2027 08:00:00 GMT|0",
            "599|Last-Modified: Fri, 15 Jan 2027 07:58:20 GMT; Date: Fri, 15 Jan 2027 08:00:00 GMT|none",
            "599|Last-Modified: Fri, 15 Jan 2027 07:58:20 GMT; Date: Fri, 15 Jan 2027 08:00:00 GMT; Cache-Control: public|10",
            "200|Last-Modified: Fri, 15 Jan 2027 07:58:20 GMT; Date: Fri, 15 Jan 2027 08:00:00 GMT; Cache-Control: max-age=5|5",
            "200|Last-Modified: Fri, 15 Jan 2027 07:58:20 GMT; Date: Fri, 15 Jan 2027 08:00:00 GMT; Set-Cookie: a=b|none",
            "200|Last-Modified: long ago|300", "200|X: y|300"})
    void whatWasNotModifiedForLongMayBeTakenToStaySo(int status, String fields, String lifetime) {
        Storing.Verdict verdict = verdict(policy(300L, 600L, true), request(), status, fields(fields));
        assertThat(verdict == null ? "none" : Long.toString(verdict.terms().lifetimeSeconds())).isEqualTo(lifetime);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"200|Cache-Control: max-age=5|300", "200|Cache-Control: no-cache|300", "200|Vary: *|300", "410|X: y|300",
                    "302|Cache-Control: max-age=5|none", "200|Cache-Control: no-store|none", "200|Cache-Control: private|none",
                    "200|Set-Cookie: a=b|none"})
    void policyMayDecideInsteadOfTheOrigin(int status, String fields, String lifetime) {
        Storing.Verdict verdict = verdict(policy(300L, false), request(), status, fields(fields));
        assertThat(verdict == null ? "none" : Long.toString(verdict.terms().lifetimeSeconds())).isEqualTo(lifetime);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Cache-Control: max-age=60|false", "Cache-Control: max-age=60, public|true",
            "Cache-Control: s-maxage=60|true", "Cache-Control: max-age=60, must-revalidate|true"})
    void answersToAuthorizedRequestsAreSharedOnlyIfTheOriginSaysSo(String fields, boolean stored) {
        assertThat(verdict(policy(null, true), request("Authorization", "Basic eA=="), 200, fields(fields)) != null).isEqualTo(stored);
    }

    @Test
    void requestMayForbidIt() {
        assertThat(verdict(policy(null, true), request("Cache-Control", "no-store"), 200, fields("Cache-Control: max-age=60"))).isNull();
    }

    @Test
    void fieldsThatTheOriginNamesAreNotKept() {
        Headers answer = fields("Cache-Control: max-age=60, private=\"X-User\"; X-User: 7; X-Else: 8; Connection: X-Hop; X-Hop: 9; Age: 1");
        Storing.Verdict verdict = Objects.requireNonNull(verdict(policy(null, true), request(), 200, answer));
        assertThat(verdict.fields().first("X-Else")).isEqualTo("8");
        assertThat(List.of("X-User", "X-Hop", "Connection", "Age")).noneMatch(verdict.fields()::contains);
        assertThat(verdict.fields().first("Date")).isEqualTo(HttpDate.format(NOW));
        assertThat(verdict.initialAgeSeconds()).isEqualTo(2);
    }

    private static Storing.@Nullable Verdict verdict(CachePolicy policy, Request request, int status, Headers answer) {
        return Storing.verdict(policy, request, status, answer, NOW - 1_000, NOW);
    }

    private static CachePolicy policy(@Nullable Long ttlSeconds, boolean respectOrigin) {
        return policy(ttlSeconds, null, respectOrigin);
    }

    private static CachePolicy policy(@Nullable Long ttlSeconds, @Nullable Long heuristicMaxSeconds, boolean respectOrigin) {
        return new CachePolicy("",
                new CachePolicyConfig(ttlSeconds == null ? null : Duration.ofSeconds(ttlSeconds),
                        heuristicMaxSeconds == null ? null : Duration.ofSeconds(heuristicMaxSeconds), null, List.of(), null, null, 1 << 20,
                        respectOrigin, false));
    }

    private static Request request(String... fields) {
        return new Request("GET", Target.parse("/x"), new Authority("h", -1), Headers.of(fields), Body.empty(), false);
    }

    private static Headers fields(String text) {
        Headers headers = new Headers();
        for (String field : text.split("; ", -1)) {
            headers.add(field.substring(0, field.indexOf(':')), field.substring(field.indexOf(':') + 2));
        }
        return headers;
    }
}
