package io.gridgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpDateTest {

    @ParameterizedTest
    @ValueSource(strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
            "sun, 06 nov 1994 08:49:37 gmt", "SUNDAY, 06-NOV-94 08:49:37 gMT", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun Nov 06 08:49:37 1994"})
    void readsAllForms(String text) {
        assertThat(HttpDate.parse(text)).hasValue(784_111_777_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 94 08:49:37 GMT", "Sun 06 Nov 1994 08:49:37 GMT", "Sun,  6 Nov 1994 08:49:37 GMT",
            "Sun, 06  Nov 1994 08:49:37 GMT", "Sun, 06-Nov-1994 08:49:37 GMT", "Sun, 06 Nov 1994 08.49.37 GMT",
            "Sun, 06 Nov 1994 8:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sux, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nox 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sund, 06-Nov-94 08:49:37 GMT",
            "Sunday, 06-Nov-1994 08:49:37 GMT",
            "Sunday, 06-Nov-x4 08:49:37 GMT", "Sun Nov  x 08:49:37 1994", "Sun Nov  6 08:49:37 x994", "Sun, 06 Nov -994 08:49:37 GMT",
            ",", "Sunday,", "Sun, 06 Nov 1994 08:49:37 GMT "})
    void malformedIsNone(String text) {
        assertThat(HttpDate.parse(text)).isEmpty();
    }

    @Test
    void aMinuteMayHaveALeapSecond() {
        assertThat(HttpDate.parse("Sat, 31 Dec 2016 23:59:60 GMT")).hasValue(1_483_228_800_000L);
        assertThat(HttpDate.parse("Thursday, 18-Aug-50 02:01:18 GMT")).hasValue(2_544_400_878_000L);
    }

    @Test
    void writesImfFixdate() {
        assertThat(HttpDate.format(784_111_777_999L)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
