package io.gridgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

    @Test
    void hostAndPortAreRead() {
        assertThat(Authority.parse("Example.COM")).isEqualTo(new Authority("example.com", -1));
        assertThat(Authority.parse("a:80")).isEqualTo(new Authority("a", 80));
        assertThat(Authority.parse("10.0.0.1:65535")).isEqualTo(new Authority("10.0.0.1", 65_535));
        assertThat(Authority.parse("[::1]")).isEqualTo(new Authority("[::1]", -1));
        assertThat(Authority.parse("[2001:DB8::1]:443")).isEqualTo(new Authority("[2001:db8::1]", 443));
        assertThat(Authority.parse("a_b-c.d")).isEqualTo(new Authority("a_b-c.d", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":80", "a:", "a:0", "a:65536", "a:99999999", "a:8x", "a:-1", "a b", "a/b", "u@a", "a,b", "a%41", "[", "[]",
            "[::1", "[::1]x",
            "[::1]80", "[g::1]", "::1", "a:b:80", "a#", "a?b", "a\\b", "\u00e9", "a\"", "[::1]:"})
    void otherTextIsNoAuthority(String text) {
        assertThat(Authority.parse(text)).isNull();
    }
}
