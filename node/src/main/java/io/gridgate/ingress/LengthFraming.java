package io.gridgate.ingress;

import io.gridgate.http.Headers;
import java.nio.ByteBuffer;

/**
 * A body of a stated length (RFC 9112 6.2).
 *
 * <p>Thread-safety: confined to one connection.
 */
final class LengthFraming implements BodyFraming {

    private long left;

    LengthFraming(long length) {
        left = length;
    }

    @Override
    public int next(ByteBuffer in, byte[] scratch) {
        return left == 0 ? END : (int) Math.min(left, in.remaining());
    }

    @Override
    public void took(int octets) {
        left -= octets;
    }

    @Override
    public long left() {
        return left;
    }

    @Override
    public Headers trailers() {
        return new Headers(0);
    }
}
