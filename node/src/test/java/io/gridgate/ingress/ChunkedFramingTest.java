package io.gridgate.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChunkedFramingTest {

    private static final String BODY = "5;a=\"b\"\r\nhello\r\n01\r\n,\r\nc\r\n hello again\r\n0;last\r\nX-Sum: 1\r\nY: 2\r\n\r\n";

    private final byte[] scratch = new byte[64];

    @Test
    void bodySplitAtEveryOctetIsReadTheSame() {
        for (int at = 0; at <= BODY.length(); at++) {
            for (int second = at; second <= BODY.length(); second++) {
                ChunkedFraming framing = new ChunkedFraming(1000);
                StringBuilder body = new StringBuilder();
                int end = read(framing, BODY.substring(0, at), body);
                end = end == BodyFraming.END ? end : read(framing, BODY.substring(at, second), body);
                end = end == BodyFraming.END ? end : read(framing, BODY.substring(second), body);
                assertThat(end).isEqualTo(BodyFraming.END);
                assertThat(body).hasToString("hello, hello again");
                assertThat(framing.trailers().toString()).isEqualTo("X-Sum: 1\nY: 2\n");
            }
        }
    }

    private int read(ChunkedFraming framing, String text, StringBuilder body) {
        ByteBuffer in = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (true) {
            int octets = framing.next(in, scratch);
            if (octets <= 0) {
                return octets;
            }
            byte[] data = new byte[octets];
            in.get(data);
            framing.took(octets);
            body.append(new String(data, StandardCharsets.US_ASCII));
        }
    }
}
