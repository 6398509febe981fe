package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.http.Headers;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VariantTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"X-A|1, 2|1,2|true", "X-A|1, 2|'  1 ,\t2 '|true", "X-A|1  2|1 2|true", "X-A|1 2|12|false",
            "X-A|1, 2|2, 1|false", "X-A|a|A|false", "X-A|\"a , b\"|\"a,b\"|false", "X-A|\"a , b\"|' \"a , b\" '|true",
            "X-A|\"a\\\" , b\"|\"a\\\",b\"|false", "X-A|''|' '|true", "Accept-Language|en, de|de, EN|true",
            "Accept-Language|en, de|de, fr|false", "Accept-Language|en, de;q=0.5|en, de|false",
            "Accept-Encoding|gzip, br|br,gzip;q=1.0|true",
            "Accept-Encoding|gzip|''|false", "Accept-Language|en de|en  de|true", "Accept-Language|en de|de en|false"})
    void valuesThatMeanTheSameAreOneVariant(String name, String first, String second, boolean matches) {
        Variant variant = Objects.requireNonNull(Variant.of(name, Headers.of(name, first)));
        assertThat(variant.matches(Headers.of(name, second))).isEqualTo(matches);
        Variant other = Objects.requireNonNull(Variant.of(name, Headers.of(name, second)));
        assertThat(variant.equals(other)).isEqualTo(matches);
        assertThat(other.matches(Headers.of(name, first))).isEqualTo(matches);
    }

    @Test
    void fieldsOfOneNameAreOneList() {
        Variant variant = Objects.requireNonNull(Variant.of("X-A, X-B", Headers.of("X-A", "1, 2")));
        assertThat(variant.matches(Headers.of("x-a", "1", "X-A", "2"))).isTrue();
        assertThat(variant.matches(Headers.of("X-A", "1, 2", "X-B", ""))).isFalse();
        assertThat(variant.matches(new Headers())).isFalse();
        assertThat(Variant.of("X-A, *", new Headers())).isNull();
    }
}
