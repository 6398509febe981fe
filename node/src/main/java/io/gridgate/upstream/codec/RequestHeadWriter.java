package io.gridgate.upstream.codec;

import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
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
        put(head.getMethod());
        put(' ');
        put(head.target());
        putRaw(" HTTP/1.1\r\n");
        Headers fields = head.fields();
        for (int i = 0; i < fields.size(); i++) {
            put(fields.name(i));
            putRaw(": ");
            put(fields.value(i));
            putRaw("\r\n");
        }
        putRaw("\r\n");
        buffer.write(ByteBuffer.wrap(octets, 0, size));
        if (octets.length > INITIAL_BYTES * 8) {
            octets = new byte[INITIAL_BYTES];
        }
    }

    private void put(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean printable = c >= 0x20 && c != 0x7f && c <= 0xff || c == '\t';
            octets[size++] = (byte) (printable ? c : '?');
        }
    }

    private void putRaw(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            octets[size++] = (byte) text.charAt(i);
        }
    }

    private void put(char c) {
        reserve(1);
        octets[size++] = (byte) c;
    }

    private void reserve(int more) {
        if (octets.length - size < more) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, size + more));
        }
    }
}
