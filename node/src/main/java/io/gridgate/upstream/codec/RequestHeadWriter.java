package io.gridgate.upstream.codec;

import io.gridgate.http.Grammar;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.NHttpMessageWriter;
import org.apache.hc.core5.http.nio.SessionOutputBuffer;

/**
 * Writes the head of a request in one piece. A control octet in a value, which only a template could have put there, becomes a
 * question mark: no value can begin a field or a request of its own.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
final class RequestHeadWriter implements NHttpMessageWriter<HttpRequest> {

    private static final int INITIAL_BYTES = 512;
    private static final byte[] SPACE = {' '};
    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COLON = {':', ' '};
    private static final byte[] LINE_END = {'\r', '\n'};

    private byte[] octets = new byte[INITIAL_BYTES];
    private int size;

    @Override
    public void reset() {
        size = 0;
    }

    @Override
    public void write(HttpRequest message, SessionOutputBuffer buffer) {
        RequestHead head = (RequestHead) message;
        size = 0;
        text(head.getMethod());
        append(SPACE);
        text(head.target());
        append(VERSION);
        Headers fields = head.fields();
        for (int i = 0; i < fields.size(); i++) {
            text(fields.name(i));
            append(COLON);
            text(fields.value(i));
            append(LINE_END);
        }
        append(LINE_END);
        buffer.write(ByteBuffer.wrap(octets, 0, size));
        if (octets.length > INITIAL_BYTES * 8) {
            octets = new byte[INITIAL_BYTES];
        }
    }

    @SuppressWarnings("deprecation") // the one method that copies octets without an encoder
    private void text(String text) {
        int length = text.length();
        reserve(length);
        if (Grammar.isFieldValue(text)) {
            text.getBytes(0, length, octets, size);
            size += length;
            return;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            octets[size++] = (byte) (c <= 0xff && Grammar.isFieldOctet(c) ? c : '?');
        }
    }

    private void append(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, octets, size, more.length);
        size += more.length;
    }

    private void reserve(int more) {
        if (octets.length - size < more) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, size + more));
        }
    }
}
