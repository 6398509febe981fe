package io.gridgate.ingress;

import io.gridgate.http.Grammar;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.http.HttpDate;
import io.gridgate.http.StatusPhrase;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the heads of answers into octets that are used again; one per loop.
 *
 * <p>Whatever a field says, it stays one field: control octets of a value become spaces, and a name that is no token is left out,
 * so that nothing that a filter or a service puts into a value can end the head.
 *
 * <p>Thread-safety: confined to its loop.
 */
final class AnswerHead {

    private static final int STATUSES = 600;
    private static final byte[][] STATUS_LINES = statusLines();
    private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] REQUEST_ID = ascii("X-Request-Id: ");
    private static final byte[] LINE_END = ascii("\r\n");

    private byte[] octets = new byte[4096];
    private int length;
    private long dateSecond = -1;
    private byte[] date = {};

    /** Begins a head with that status (100 to 599). */
    void begin(int status) {
        length = 0;
        append(STATUS_LINES[status]);
    }

    /**
     * Adds the fields that may go to a client, without those that frame the message or concern one connection; adds the date when
     * there is none.
     *
     * @param keepsLength whether {@code Content-Length} stays as it is, because it speaks of a body that is not sent
     */
    void fields(Headers headers, boolean keepsLength) {
        boolean dated = false;
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (isFraming(name, keepsLength) || !Grammar.isToken(name)) {
                continue;
            }
            dated |= name.length() == 4 && name.equalsIgnoreCase(HeaderNames.DATE);
            latin(name);
            room(2);
            octets[length++] = ':';
            octets[length++] = ' ';
            value(headers.value(i));
            append(LINE_END);
        }
        if (!dated) {
            appendDate();
        }
    }

    private static boolean isFraming(String name, boolean keepsLength) {
        return switch (name.length()) {
            case 10 -> name.equalsIgnoreCase(HeaderNames.CONNECTION) || name.equalsIgnoreCase(HeaderNames.KEEP_ALIVE);
            case 12 -> name.equalsIgnoreCase(HeaderNames.X_REQUEST_ID);
            case 14 -> !keepsLength && name.equalsIgnoreCase(HeaderNames.CONTENT_LENGTH);
            case 16 -> name.equalsIgnoreCase(HeaderNames.PROXY_CONNECTION);
            case 17 -> name.equalsIgnoreCase(HeaderNames.TRANSFER_ENCODING);
            default -> false;
        };
    }

    /** Says which exchange it was. */
    void requestId(String correlationId) {
        append(REQUEST_ID);
        value(correlationId);
        append(LINE_END);
    }

    /** Says how long the body is. */
    void contentLength(long octetsOfBody) {
        append(CONTENT_LENGTH);
        latin(Long.toString(octetsOfBody));
        append(LINE_END);
    }

    /** Says that the body is chunked. */
    void chunked() {
        append(CHUNKED);
    }

    /** Says what becomes of the connection; says nothing where HTTP/1.1 means it anyway. */
    void connection(boolean close, boolean http11) {
        if (close) {
            append(CLOSE);
        } else if (!http11) {
            append(KEEP_ALIVE);
        }
    }

    /** Ends the head; it is {@link #octets} up to {@link #length}. */
    void end() {
        append(LINE_END);
    }

    byte[] octets() {
        return octets;
    }

    int length() {
        return length;
    }

    /** Returns the octets of trailers with the empty line behind them; {@link #octets} up to {@link #length}. */
    void trailers(Headers trailers) {
        length = 0;
        append(LAST_CHUNK);
        for (int i = 0; i < trailers.size(); i++) {
            String name = trailers.name(i);
            if (!isFraming(name, false) && Grammar.isToken(name)) {
                latin(name);
                room(2);
                octets[length++] = ':';
                octets[length++] = ' ';
                value(trailers.value(i));
                append(LINE_END);
            }
        }
        append(LINE_END);
    }

    private static final byte[] LAST_CHUNK = ascii("0\r\n");

    private void appendDate() {
        long second = System.currentTimeMillis() / 1000;
        if (second != dateSecond) {
            dateSecond = second;
            date = ascii("Date: " + HttpDate.format(second * 1000) + "\r\n");
        }
        append(date);
    }

    private void value(String text) {
        int from = length;
        latin(text);
        for (int i = from; i < length; i++) {
            byte octet = octets[i];
            if (octet < 0x20 && octet >= 0 && octet != '\t' || octet == 0x7f) {
                octets[i] = ' ';
            }
        }
    }

    /** Takes the low octet of each character: fields are read as ISO-8859-1 and go out as they came. */
    @SuppressWarnings("deprecation") // the one method that copies octets without an encoder
    private void latin(String text) {
        int n = text.length();
        room(n);
        text.getBytes(0, n, octets, length);
        length += n;
    }

    private void append(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, octets, length, more.length);
        length += more.length;
    }

    private void room(int more) {
        if (octets.length - length < more) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + more));
        }
    }

    private static byte[][] statusLines() {
        byte[][] lines = new byte[STATUSES][];
        for (int status = 0; status < STATUSES; status++) {
            lines[status] = ascii("HTTP/1.1 " + status + " " + StatusPhrase.of(status) + "\r\n");
        }
        return lines;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
