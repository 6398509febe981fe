package io.gridgate.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.exchange.GatewayException;
import io.gridgate.http.HeaderNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadReaderTest {

    private static final String HEAD = "\r\nPOST /a?b HTTP/1.1\r\nhost: h:1\r\nX-Custom:  v w \r\nCONTENT-LENGTH: 3\r\n\r\n";

    private final byte[] scratch = new byte[8192];

    @Test
    void headSplitAtEveryOctetIsReadTheSame() {
        for (int at = 0; at <= HEAD.length(); at++) {
            for (int second = at; second <= HEAD.length(); second += 7) {
                HeadReader reader = new HeadReader(1000, 1000);
                @Nullable
                RequestHead head = feed(reader, HEAD.substring(0, at));
                head = head == null ? feed(reader, HEAD.substring(at, second)) : head;
                head = head == null ? feed(reader, HEAD.substring(second)) : head;
                assertWhole(head);
            }
        }
    }

    private static void assertWhole(@Nullable RequestHead read) {
        RequestHead head = Objects.requireNonNull(read);
        assertThat(head.method()).isEqualTo("POST");
        assertThat(head.headers().toString()).isEqualTo("Host: h:1\nX-Custom: v w\nContent-Length: 3\n");
        assertThat(head.checkedFraming()).isEqualTo(3);
        assertThat(head.checkedTarget(head.checkedAuthority("x")).forwardTarget()).isEqualTo("/a?b");
    }

    @Test
    void usualNamesAreConstants() {
        HeadReader reader = new HeadReader(1000, 1000);
        RequestHead head = whole(reader, "GET / HTTP/1.1\r\nHOST: h\r\ncontent-type: x\r\nx-request-id: y\r\n\r\n");
        assertThat(head.method()).isSameAs("GET");
        assertThat(head.headers().name(0)).isSameAs(HeaderNames.HOST);
        assertThat(head.headers().name(1)).isSameAs(HeaderNames.CONTENT_TYPE);
        assertThat(head.headers().name(2)).isSameAs(HeaderNames.X_REQUEST_ID);
    }

    @Test
    void octetsBehindTheHeadStay() {
        HeadReader reader = new HeadReader(1000, 1000);
        ByteBuffer in = ByteBuffer.wrap((HEAD + "abcGET").getBytes(StandardCharsets.US_ASCII));
        assertWhole(reader.read(in, scratch));
        assertThat(in.remaining()).isEqualTo(6);
        assertThat(reader.isBegun()).isFalse();
    }

    @Test
    void headLargerThanTheScratchIsRead() {
        HeadReader reader = new HeadReader(100_000, 1000);
        RequestHead head = whole(reader, "GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(20_000) + "\r\nY: b\r\n\r\n");
        assertThat(head.headers().first("X")).hasSize(20_000);
        assertThat(head.headers().first("Y")).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\n", "GET / HTTP/1.1\rX", "GET / HTTP/1.1\r\nA\000", "G\001", "\n", "\r\n\r\n\r\n",
            "GET / HTTP/1.1\r\n X: y\r\n",
            "GET / HTTP/1.1\r\nX y: z\r\n", "GET /\r\n", "GET / HTTP/1.1 x\r\n"})
    void malformedHeadIsRefusedAsSoonAsItIsSeenHoweverItIsSplit(String head) {
        for (int at = 0; at < head.length(); at++) {
            HeadReader reader = new HeadReader(1000, 1000);
            String first = head.substring(0, at);
            String rest = head.substring(at);
            assertThatThrownBy(() -> {
                feed(reader, first);
                feed(reader, rest);
            }).isInstanceOf(GatewayException.class);
        }
    }

    private RequestHead whole(HeadReader reader, String text) {
        return Objects.requireNonNull(feed(reader, text));
    }

    private @Nullable RequestHead feed(HeadReader reader, String text) {
        return reader.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), scratch);
    }
}
