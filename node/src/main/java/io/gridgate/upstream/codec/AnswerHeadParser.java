package io.gridgate.upstream.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.NHttpMessageParser;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the head of an answer in what its session has read; {@link AnswerGrammar} reads it. Stands in for HttpCore's parser,
 * which joins folded lines and takes bare line feeds for line ends.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
final class AnswerHeadParser implements NHttpMessageParser<HttpResponse> {

    /** The most octets of one head. */
    static final int HEAD_BYTES_MAX = 64 << 10;

    /** The most interim answers (1xx) before the final one: a sign of life each second for longer than most time-outs. */
    static final int INTERIM_MAX = 64;

    private static final int STEP_BYTES = 1 << 10;
    private static final byte[] NONE = new byte[0];
    private static final byte[] PREFIX = {'H', 'T', 'T', 'P', '/', '1', '.'};

    private final CodecSession session;
    private byte[] octets = NONE;
    private int partialBytes;
    private int interim;

    AnswerHeadParser(CodecSession session) {
        this.session = session;
    }

    @Override
    public void reset() {
        partialBytes = 0;
        if (octets.length > STEP_BYTES) {
            octets = NONE;
        }
    }

    @Override
    public @Nullable HttpResponse parse(SessionInputBuffer unused, boolean endOfStream) throws IOException {
        if (!session.expectsAnswer()) {
            return null;
        }
        ByteBuffer input = session.input();
        if (!input.hasRemaining()) {
            if (endOfStream) {
                throw new ConnectionClosedException(
                        partialBytes == 0 ? "closed before an answer" : "closed within the head of the answer");
            }
            return null;
        }
        int before = partialBytes;
        int end = accumulate(input);
        checkBegin();
        if (end < 0) {
            input.position(input.limit());
            return null;
        }
        input.position(input.position() + end - before);
        AnswerHead head = AnswerGrammar.parse(octets, end);
        count(head.getCode());
        return head;
    }

    private void count(int status) throws BadAnswerException {
        if (status >= AnswerHead.FINAL_STATUS_MIN) {
            interim = 0;
        } else if (++interim > INTERIM_MAX) {
            throw new BadAnswerException("more than " + INTERIM_MAX + " interim answers");
        }
    }

    /** Copies of the input as much as the head needs, and little more; returns the index after the empty line, or -1. */
    private int accumulate(ByteBuffer input) throws BadAnswerException {
        int at = input.position();
        int end = -1;
        while (end < 0 && at < input.limit()) {
            int more = Math.min(input.limit() - at, Math.max(STEP_BYTES, partialBytes));
            int from = partialBytes;
            if (octets.length < from + more) {
                octets = Arrays.copyOf(octets, from + more);
            }
            input.get(at, octets, from, more);
            at += more;
            partialBytes += more;
            end = endOfHead(octets, from, partialBytes);
            if (end > HEAD_BYTES_MAX || end < 0 && partialBytes > HEAD_BYTES_MAX) {
                throw new BadAnswerException("the head is longer than " + HEAD_BYTES_MAX + " octets");
            }
        }
        return end;
    }

    /** Returns the index after the empty line, or -1; refuses a line that ends in anything but CR LF. */
    private static int endOfHead(byte[] octets, int from, int to) throws BadAnswerException {
        for (int i = from; i < to; i++) {
            if (octets[i] == '\n') {
                if (i == 0 || octets[i - 1] != '\r') {
                    throw new BadAnswerException("a line of the head ends in a bare line feed");
                }
                if (i >= 3 && octets[i - 2] == '\n') {
                    return i + 1;
                }
            }
        }
        return -1;
    }

    /** Refuses at once what cannot become HTTP/1: an answer without head, another protocol. */
    private void checkBegin() throws BadAnswerException {
        for (int i = 0; i < PREFIX.length && i < partialBytes; i++) {
            if (octets[i] != PREFIX[i]) {
                throw new BadAnswerException("the answer does not begin with HTTP/1");
            }
        }
    }
}
