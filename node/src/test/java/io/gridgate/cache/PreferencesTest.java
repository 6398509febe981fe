package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PreferencesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"en, de|de,en", "De ,   eN|de,en", "'en,,de, '|de,en", "en|en", "''|''",
            "fr;q=0.5, de;q=1.0|de,fr;q=0.5", "fr ; Q=0.500,de;q=1|de,fr;q=0.5", "gzip;q=0, *;q=0.000|*;q=0,gzip;q=0",
            "en-GB;q=0.125|en-gb;q=0.125", "gzip, gzip;q=0.5|gzip,gzip;q=0.5", "a;q=1.|a", "a;q=0.|a;q=0"})
    void listsThatMeanTheSameAreOneText(String list, String normal) {
        assertThat(Preferences.normal(list)).isEqualTo(normal);
        assertThat(Preferences.normal(normal)).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en de", "en;q=2", "en;q=1.001", "en;q=0.1234", "en;q=.5", "en;q", "en;q=", "en;x=1", "en;q=1;q=1",
            ";q=1", "\"en\"", "en;q=0.5 x"})
    void whatIsNoListOfPreferencesHasNone(String list) {
        assertThat(Preferences.normal(list)).isNull();
    }
}
