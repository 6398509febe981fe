package io.gridgate.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The direct buffers of one loop: one to read into, which every socket of the loop shares for the time of an event, and
 * equal pieces for octets that must wait for their peer.
 *
 * <p>Thread-safety: confined to its loop; {@link #outstanding} may be read by any thread.
 */
public final class BufferPool {

    /** The octets of one piece. */
    public static final int PIECE_BYTES = 16 << 10;

    /** The octets that one read can bring. */
    public static final int READ_BYTES = 64 << 10;

    private static final int IDLE_PIECES_MAX = 256;
    private static final int SCARCE_PIECES = 4096;

    private final ByteBuffer reading = ByteBuffer.allocateDirect(READ_BYTES);
    private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();
    private @Nullable TlsScratch tls;
    private volatile int outstanding;

    BufferPool() {}

    /** Returns the buffer to read into, empty; its content is gone with the next event. */
    public ByteBuffer reading() {
        return reading.clear();
    }

    /** Returns the buffers of the loop's TLS pipes, made when the first of them asks. */
    TlsScratch tls() {
        TlsScratch made = tls;
        if (made == null) {
            made = new TlsScratch();
            tls = made;
        }
        return made;
    }

    /** Returns an empty piece, which must be given back. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public ByteBuffer acquire() {
        outstanding++;
        ByteBuffer piece = idle.poll();
        return piece == null ? ByteBuffer.allocateDirect(PIECE_BYTES) : piece.clear();
    }

    /** Takes a piece back. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void release(ByteBuffer piece) {
        outstanding--;
        if (idle.size() < IDLE_PIECES_MAX) {
            idle.push(piece);
        }
    }

    /** Returns whether so many pieces are out that nobody should hold more than it must. */
    public boolean isScarce() {
        return outstanding >= SCARCE_PIECES;
    }

    /** Returns how many pieces are out. */
    public int outstanding() {
        return outstanding;
    }
}
