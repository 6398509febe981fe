package io.gridgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {
            "/ / /",
            "/a/b /a/b /a/b",
            "/a/ /a/ /a/",
            "//a///b /a/b /a/b",
            "/a/./b /a/b /a/b",
            "/a/. /a/ /a/",
            "/./a /a /a",
            "/a/b/../c /a/c /a/c",
            "/a/.. / /",
            "/a/b/.. /a/ /a/",
            "/a/b/../ /a/ /a/",
            "/a/%2e%2e/b /b /b",
            "/a/.%2E/b /b /b",
            "/a/%2e/b /a/b /a/b",
            "/%61bc /abc /abc",
            "/%7Euser /~user /~user",
            "/a%2Fb /a%2Fb /a%2Fb",
            "/a%2fb /a%2Fb /a%2Fb",
            "/a%5cb /a%5Cb /a%5Cb",
            "/a%3bb /a%3Bb /a%3Bb",
            "/a%25b /a%25b /a%25b",
            "/a%252fb /a%252fb /a%252fb",
            "/a;x=1/b /a/b /a;x=1/b",
            "/a;x=1 /a /a;x=1",
            "/..;x/a/b ! !",
            "/a/..;x/b /b /b",
            "/a%20b /a{sp}b /a%20b",
            "/%C3%A9 /\u00e9 /%C3%A9",
            "/%c3%a9 /\u00e9 /%C3%A9",
            "/a.b /a.b /a.b",
            "/.a /.a /.a",
            "/..a /..a /..a",
            "/... /... /...",
            "/a:b@c /a:b@c /a:b@c"
    })
    void pathIsDecodedAndNormalisedOnce(String raw, String path, String forwardPath) {
        if (path.equals("!")) {
            assertThatThrownBy(() -> Target.parse(raw)).isInstanceOf(MalformedTargetException.class);
            return;
        }
        Target target = Target.parse(raw);
        assertThat(target.path()).isEqualTo(path.replace("{sp}", " "));
        assertThat(target.forwardPath()).isEqualTo(forwardPath);
        assertThat(Target.parse(target.forwardTarget()).path()).as("read again").isEqualTo(target.path());
        assertThat(Target.parse(target.forwardTarget()).forwardPath()).as("read again").isEqualTo(target.forwardPath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "?q", "/a%", "/a%2", "/a%zz", "/%00", "/a?%00", "/a?%q", "/a b", "/a#b", "/a\\b", "/\u00e9", "/a\tb",
            "/a\u007f",
            "/..", "/../a", "/a/../..", "/a/../../b", "/%2e%2e", "/..%2fa", "/a/..%2F..%2Fb", "/a%2f../b", "/a%5c..%5cb", "/a/.%2fb",
            "http://h/a", "**"})
    void malformedTargetIsRefused(String raw) {
        assertThatThrownBy(() -> Target.parse(raw)).isInstanceOf(MalformedTargetException.class);
    }

    @Test
    void queryStaysAsItCame() {
        Target target = Target.parse("/a?x=%2F&y=1?2");
        assertThat(target.query()).isEqualTo("x=%2F&y=1?2");
        assertThat(target.forwardTarget()).isEqualTo("/a?x=%2F&y=1?2");
        assertThat(Target.parse("/a?").query()).isEmpty();
        assertThat(Target.parse("/a?").forwardTarget()).isEqualTo("/a?");
        assertThat(Target.parse("/a").query()).isNull();
        assertThat(Target.parse("/a/../b?c").forwardTarget()).isEqualTo("/b?c");
    }

    @Test
    void queryParameterIsFoundAndDecoded() {
        Target target = Target.parse("/a?x=1&y=a+b%26c&z&w=&x=2&%6b=v&=e");
        assertThat(target.queryParameter("x")).isEqualTo("1");
        assertThat(target.queryParameter("y")).isEqualTo("a b&c");
        assertThat(target.queryParameter("z")).isEmpty();
        assertThat(target.queryParameter("w")).isEmpty();
        assertThat(target.queryParameter("k")).isEqualTo("v");
        assertThat(target.queryParameter("q")).isNull();
        assertThat(Target.parse("/a").queryParameter("x")).isNull();
        assertThat(Target.parse("/a?x=%2fb").queryParameter("x")).isEqualTo("/b");
    }

    @Test
    void readingOfABackendThatDecodesSlashesIsKnown() {
        assertThat(Target.parse("/a%2fb/c").decodedSlashPath()).isEqualTo("/a/b/c");
        assertThat(Target.parse("/a%5cb").decodedSlashPath()).isEqualTo("/a/b");
        assertThat(Target.parse("/a/b").decodedSlashPath()).isNull();
        assertThat(Target.parse("/a%20b").decodedSlashPath()).isNull();
    }

    @Test
    void starIsATarget() {
        assertThat(Target.parse("*").path()).isEqualTo("*");
    }

    @Test
    void segmentIsEncodedWhole() {
        assertThat(Target.encodeSegment("a/b?c d\u00e9~")).isEqualTo("a%2Fb%3Fc%20d%C3%A9~");
    }
}
