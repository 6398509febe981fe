package io.gridgate.upstream;

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

    /** The most interim answers (1xx) before the final one. */
    static final int INTERIM_MAX = 16;

    private static final byte[] PREFIX = {'H', 'T', 'T', 'P', '/', '1', '.'};

    private final GrizzlySession session;
    private byte @Nullable [] partial;
    private int partialBytes;
    private int interim;

    AnswerHeadParser(GrizzlySession session) {
        this.session = session;
    }

    @Override
    public void reset() {
        partial = null;
        partialBytes = 0;
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
        byte[] octets = append(input);
        int end = endOfHead(octets, before, partialBytes);
        checkBegin(octets, partialBytes);
        if (end < 0) {
            input.position(input.limit());
            if (partialBytes > HEAD_BYTES_MAX) {
                throw new BadAnswerException("the head is longer than " + HEAD_BYTES_MAX + " octets");
            }
            partial = octets;
            return null;
        }
        if (end > HEAD_BYTES_MAX) {
            throw new BadAnswerException("the head is longer than " + HEAD_BYTES_MAX + " octets");
        }
        input.position(input.position() + end - before);
        AnswerHead head = AnswerGrammar.parse(octets, end);
        count(head.getCode());
        return head;
    }

    private void count(int status) throws BadAnswerException {
        if (status >= 200) {
            interim = 0;
        } else if (++interim > INTERIM_MAX) {
            throw new BadAnswerException("more than " + INTERIM_MAX + " interim answers");
        }
    }

    /** Returns what came so far; without a partial head it is a copy of the input, which nobody else holds. */
    private byte[] append(ByteBuffer input) {
        int more = Math.min(input.remaining(), HEAD_BYTES_MAX + 1);
        byte[] octets = partial == null ? new byte[more] : Arrays.copyOf(partial, partialBytes + more);
        input.get(input.position(), octets, partialBytes, more);
        partialBytes += more;
        return octets;
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
    private static void checkBegin(byte[] octets, int length) throws BadAnswerException {
        for (int i = 0; i < PREFIX.length && i < length; i++) {
            if (octets[i] != PREFIX[i]) {
                throw new BadAnswerException("the answer does not begin with HTTP/1");
            }
        }
    }
}
