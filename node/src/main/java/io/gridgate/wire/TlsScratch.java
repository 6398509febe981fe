package io.gridgate.wire;

import java.nio.ByteBuffer;

/**
 * Where the pipes of one loop read and write encrypted octets within one call, so that a connection holds a buffer of its own only
 * while part of a record waits. On the heap, since that is where ciphers work.
 *
 * <p>Thread-safety: confined to its loop; used by one pipe at a time, for the length of one of its calls.
 */
final class TlsScratch {

    /** Room for a kept part of a record and for what one read brings. */
    private static final int INCOMING_BYTES = 64 << 10;

    /** Room for four full records of TLS, which then leave in one write. */
    private static final int OUTGOING_BYTES = 72 << 10;

    private final ByteBuffer incoming = ByteBuffer.allocate(INCOMING_BYTES);
    private final ByteBuffer outgoing = ByteBuffer.allocate(OUTGOING_BYTES);

    /** Returns the buffer for octets from the peer, empty. */
    ByteBuffer incoming() {
        return incoming.clear();
    }

    /** Returns the buffer for octets to the peer, empty. */
    ByteBuffer outgoing() {
        return outgoing.clear();
    }

    /** Returns what outlives the call, in its filling state: the buffer itself if it is a connection's own, else a copy. */
    @SuppressWarnings("ReferenceEquality") // which buffer it is, not what it holds
    ByteBuffer kept(ByteBuffer filling) {
        boolean shared = filling == incoming || filling == outgoing;
        return shared ? ByteBuffer.allocate(filling.position()).put(filling.flip()) : filling;
    }
}
