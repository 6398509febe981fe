package io.gridgate.ingress;

import io.gridgate.wire.BufferPool;
import io.gridgate.wire.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The octets of a connection that the client has not taken yet, in pieces of the loop's pool; none while nothing waits.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
final class Output {

    private static final int GATHER_MAX = 16;

    private final Pipe pipe;
    private final BufferPool pool;
    private final ByteBuffer[] gather;
    private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>(2);
    /** Where the unsent octets of the first piece begin; each piece is in its filling state. */
    private int firstRead;
    private long pending;

    Output(Pipe pipe, BufferPool pool, ByteBuffer[] gather) {
        this.pipe = pipe;
        this.pool = pool;
        this.gather = gather;
    }

    /** Returns the scratch array that all outputs of a loop share. */
    static ByteBuffer[] newGather() {
        return new ByteBuffer[GATHER_MAX + 1];
    }

    /** Returns how many octets wait. */
    long pending() {
        return pending;
    }

    /** Copies octets behind those that wait. */
    void append(byte[] octets, int from, int length) {
        int at = from;
        int end = from + length;
        while (at < end) {
            ByteBuffer tail = tail();
            int n = Math.min(tail.remaining(), end - at);
            tail.put(octets, at, n);
            at += n;
        }
        pending += length;
    }

    /** Copies octets behind those that wait. */
    void append(ByteBuffer octets) {
        pending += octets.remaining();
        while (octets.hasRemaining()) {
            ByteBuffer tail = tail();
            int limit = octets.limit();
            octets.limit(octets.position() + Math.min(tail.remaining(), octets.remaining()));
            tail.put(octets);
            octets.limit(limit);
        }
    }

    private ByteBuffer tail() {
        ByteBuffer tail = pieces.peekLast();
        if (tail == null || !tail.hasRemaining()) {
            tail = pool.acquire();
            pieces.addLast(tail);
        }
        return tail;
    }

    /** Sends what waits; returns whether the kernel took all. */
    boolean flush() throws IOException {
        while (pending > 0) {
            int count = fillGather();
            boolean all = write(count, null);
            if (!all) {
                return false;
            }
        }
        return pipe.flush();
    }

    /** Sends what waits and then the data in one write, and copies what the kernel did not take of it. */
    void writeThrough(ByteBuffer data) throws IOException {
        if (pieces.size() <= GATHER_MAX) {
            write(fillGather(), data);
        }
        append(data);
    }

    private int fillGather() {
        int count = 0;
        for (ByteBuffer piece : pieces) {
            if (count == GATHER_MAX) {
                break;
            }
            piece.flip();
            if (count == 0) {
                piece.position(firstRead);
            }
            gather[count++] = piece;
        }
        return count;
    }

    private boolean write(int count, @org.jspecify.annotations.Nullable ByteBuffer data) throws IOException {
        int sources = count;
        if (data != null) {
            gather[sources++] = data;
        }
        try {
            return pipe.write(gather, sources);
        } finally {
            settle(count);
            java.util.Arrays.fill(gather, 0, sources, null);
        }
    }

    /** Gives the pieces back that are sent, and puts the others into their filling state again. */
    private void settle(int count) {
        boolean first = true;
        for (int i = 0; i < count; i++) {
            ByteBuffer piece = gather[i];
            int before = i == 0 ? firstRead : 0;
            pending -= piece.position() - before;
            if (piece.hasRemaining()) {
                if (first) {
                    firstRead = piece.position();
                    first = false;
                }
                int filled = piece.limit();
                piece.limit(piece.capacity()).position(filled);
            } else {
                pieces.removeFirst();
                pool.release(piece);
                firstRead = 0;
            }
        }
    }

    /** Gives all pieces back; what waited is lost. */
    void release() {
        for (ByteBuffer piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            pool.release(piece);
        }
        firstRead = 0;
        pending = 0;
    }
}
