package io.gridgate.ingress;

import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of one request after the other from the octets of a connection, line by line, within its limits.
 *
 * <p>Thread-safety: confined to one connection.
 */
final class HeadReader {

    private static final int EMPTY_LINES_MAX = 2;
    /** Room for the method, two spaces and the version around a target. */
    private static final int LINE_EXTRA_OCTETS = 64;

    private final int headOctetsMax;
    private final int uriOctetsMax;
    private final LineReader lines = new LineReader();
    private @Nullable RequestHead head;
    private int emptyLines;
    private int taken;

    HeadReader(int headOctetsMax, int uriOctetsMax) {
        this.headOctetsMax = headOctetsMax;
        this.uriOctetsMax = uriOctetsMax;
    }

    /** Returns whether part of a head has been read. */
    boolean isBegun() {
        return taken > 0;
    }

    /**
     * Takes octets up to the end of the head; returns the head, or null when more octets must come.
     *
     * @param scratch where the octets are looked at; its content is of no use before or after
     * @throws GatewayException when the request must be refused
     */
    @Nullable
    RequestHead read(ByteBuffer in, byte[] scratch) {
        while (in.hasRemaining()) {
            int available = Math.min(in.remaining(), scratch.length);
            in.get(in.position(), scratch, 0, available);
            int at = 0;
            while (at < available) {
                int next = lines.next(scratch, at, available);
                taken += (next < 0 ? available : next) - at;
                checkSize(next < 0);
                if (next < 0) {
                    at = available;
                } else {
                    at = next;
                    RequestHead complete = line();
                    if (complete != null) {
                        in.position(in.position() + at);
                        return complete;
                    }
                }
            }
            in.position(in.position() + at);
        }
        return null;
    }

    private @Nullable RequestHead line() {
        int from = lines.from();
        int to = lines.to();
        RequestHead current = head;
        if (current == null) {
            if (from == to) {
                skipEmptyLine();
            } else {
                head = RequestHead.parseLine(lines.line(), from, to, uriOctetsMax);
            }
            return null;
        }
        if (from != to) {
            current.add(lines.line(), from, to);
            return null;
        }
        reset();
        return current;
    }

    /** RFC 9112 2.2: old clients send a line end after a body. */
    private void skipEmptyLine() {
        if (++emptyLines > EMPTY_LINES_MAX) {
            throw GatewayException.of(ErrorCode.BAD_REQUEST, "there are empty lines before the request");
        }
    }

    private void checkSize(boolean incomplete) {
        if (head == null && incomplete && lines.partialLength() > uriOctetsMax + LINE_EXTRA_OCTETS) {
            throw GatewayException.of(ErrorCode.URI_TOO_LONG);
        }
        if (taken > headOctetsMax) {
            throw GatewayException.of(ErrorCode.HEADERS_TOO_LARGE);
        }
    }

    /** Forgets what was read. */
    void reset() {
        head = null;
        emptyLines = 0;
        taken = 0;
        lines.release();
    }
}
