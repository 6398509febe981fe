package io.gridgate.upstream.codec;

import java.nio.ByteBuffer;
import org.apache.hc.core5.http.ConnectionClosedException;

/**
 * A body of a stated length (RFC 9112 6.2).
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
final class LengthDecoder extends BodyDecoder {

    private long left;

    LengthDecoder(CodecSession session, BodyReceiver receiver, long length) {
        super(session, receiver);
        left = length;
        if (length == 0) {
            complete();
        }
    }

    @Override
    int content(ByteBuffer input) {
        return (int) Math.min(left, input.remaining());
    }

    @Override
    void delivered(int octets) {
        left -= octets;
        if (left == 0) {
            complete();
        }
    }

    @Override
    void endOfInput() throws ConnectionClosedException {
        throw new ConnectionClosedException("closed " + left + " octets before the end of the body");
    }
}
