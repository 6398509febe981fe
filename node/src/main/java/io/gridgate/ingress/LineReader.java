package io.gridgate.ingress;

import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts octets into lines that end with CR LF, however they are split over reads, and refuses every other control octet
 * (RFC 9112 2.2: a bare LF or CR is no line end here).
 *
 * <p>Keeps octets of its own only while a line is incomplete.
 *
 * <p>Thread-safety: confined to one connection.
 */
final class LineReader {

    private byte @Nullable [] partial;
    private int partialLength;
    private boolean afterCarriageReturn;
    private byte[] line = {};
    private int lineFrom;
    private int lineTo;

    /**
     * Looks for the end of the line that goes on at {@code from}.
     *
     * @return the index behind the line end, the line being {@link #line} from {@link #from} to {@link #to}; or -1 when all octets
     *     up to {@code to} were kept and more must come
     */
    int next(byte[] octets, int from, int to) {
        int end = lineFeed(octets, from, to);
        if (end < 0) {
            keep(octets, from, to);
            return -1;
        }
        if (partialLength == 0) {
            line = octets;
            lineFrom = from;
            lineTo = end - 1;
        } else {
            keep(octets, from, end + 1);
            line = partial == null ? octets : partial;
            lineFrom = 0;
            lineTo = partialLength - 2;
            partialLength = 0;
        }
        return end + 1;
    }

    private int lineFeed(byte[] octets, int from, int to) {
        int i = from;
        if (afterCarriageReturn && i < to) {
            return feedAfterReturn(octets, i);
        }
        for (; i < to; i++) {
            byte octet = octets[i];
            if (octet < 0x20 && octet >= 0 && octet != '\t' || octet == 0x7f) {
                if (octet != '\r') {
                    throw refusal(octet == '\n' ? "a line ends with LF alone" : "there is a control octet in the head");
                }
                if (i + 1 == to) {
                    afterCarriageReturn = true;
                    return -1;
                }
                return feedAfterReturn(octets, i + 1);
            }
        }
        return -1;
    }

    private int feedAfterReturn(byte[] octets, int at) {
        afterCarriageReturn = false;
        if (octets[at] != '\n') {
            throw refusal("there is a CR without LF");
        }
        return at;
    }

    private void keep(byte[] octets, int from, int to) {
        int length = to - from;
        byte[] kept = partial;
        if (kept == null) {
            kept = new byte[Math.max(256, length)];
        } else if (kept.length < partialLength + length) {
            kept = Arrays.copyOf(kept, Math.max(kept.length * 2, partialLength + length));
        }
        System.arraycopy(octets, from, kept, partialLength, length);
        partial = kept;
        partialLength += length;
    }

    byte[] line() {
        return line;
    }

    int from() {
        return lineFrom;
    }

    int to() {
        return lineTo;
    }

    /** Returns how many octets of an incomplete line are kept. */
    int partialLength() {
        return partialLength;
    }

    /** Lets go of all octets. */
    void release() {
        partial = null;
        partialLength = 0;
        afterCarriageReturn = false;
        line = NOTHING;
    }

    private static final byte[] NOTHING = {};

    private static GatewayException refusal(String message) {
        return GatewayException.of(ErrorCode.BAD_REQUEST, message);
    }
}
