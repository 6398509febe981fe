package io.gridgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CacheControlTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            value = {"max-age=60|60", "MAX-AGE=60|60", "max-age=\"60\"|60", "max-age=060|60", "x, max-age=1 , max-age=9|1",
                    "max-age=-1|0", "max-age=1.5|0", "max-age=|0", "max-age|0", "max-age=60s|0", "max-age=99999999999999999999|2147483648",
                    "ext=\"max-age=7, b\", max-age=8|8", "max-age =60|-1", "s-maxage=60|-1", "'max-age'=60|-1"})
    void secondsOfMaxAge(String field, long seconds) {
        assertThat(CacheControl.parse(field).seconds("max-age").orElse(-1)).isEqualTo(seconds);
    }

    @Test
    void qualifiedDirectivesNameFields() {
        CacheControl control = CacheControl.parse("no-cache=\"Set-Cookie, X-A\", private");
        assertThat(control.fields("no-cache")).containsExactly("Set-Cookie", "X-A");
        assertThat(control.hasUnqualified("no-cache")).isFalse();
        assertThat(control.hasUnqualified("private")).isTrue();
        assertThat(control.has("no-cache")).isTrue();
    }

    @Test
    void absentFieldHasNothing() {
        assertThat(CacheControl.parse(null).has("no-store")).isFalse();
        assertThat(CacheControl.parse(null).secondsOr("max-stale", 5)).isEmpty();
        assertThat(CacheControl.parse("max-stale").secondsOr("max-stale", 5)).hasValue(5);
    }
}
