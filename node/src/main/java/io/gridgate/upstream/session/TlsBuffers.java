package io.gridgate.upstream.session;

import io.gridgate.wire.BufferPool;
import java.nio.ByteBuffer;

/**
 * The buffers that all TLS connections of one loop share: one for what was decrypted, one for what was encrypted. Their
 * content is gone with the next call.
 *
 * <p>Thread-safety: confined to its loop.
 */
final class TlsBuffers {

    /** A TLS record with its overhead, rounded up (RFC 8446 5.2; RFC 5246 6.2.3 allows somewhat more). */
    private static final int RECORD_BYTES = 18 << 10;

    private final ByteBuffer plain = ByteBuffer.allocateDirect(BufferPool.READ_BYTES + RECORD_BYTES);
    private final ByteBuffer net = ByteBuffer.allocateDirect(BufferPool.READ_BYTES + RECORD_BYTES);

    /** Returns the buffer for clear octets, empty. */
    ByteBuffer plain() {
        return plain.clear();
    }

    /** Returns the buffer for encrypted octets, empty. */
    ByteBuffer net() {
        return net.clear();
    }
}
