package io.gridgate.upstream.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hc.core5.http.impl.nio.ClientHttp1IOEventHandler;

/**
 * What a backend sent and the codec has not consumed: during a run a buffer of the loop, behind it a copy of what is left, and then
 * nothing more is read until that is consumed.
 *
 * <p>Thread-safety: confined to the session's loop.
 */
final class SessionInput {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final GrizzlySession session;
    private ByteBuffer octets = NOTHING;
    private boolean held;
    private boolean ended;
    private boolean endTold;

    SessionInput(GrizzlySession session) {
        this.session = session;
    }

    ByteBuffer octets() {
        return octets;
    }

    /** Returns whether nothing comes behind {@link #octets}. */
    boolean isEnded() {
        return ended;
    }

    /** Returns whether everything that came, the end too, was consumed: the codec reads its end then. */
    boolean isExhausted() {
        return ended && !octets.hasRemaining();
    }

    /** Returns whether more may be read. */
    boolean isWanted() {
        return !held && !ended;
    }

    /** Returns whether the codec has something to consume although no event of the socket brings it. */
    boolean isWaiting() {
        return held || ended && !endTold;
    }

    /** Reads once; returns whether octets came, or the end. */
    boolean read(SocketLayer socket) throws IOException {
        ByteBuffer read = socket.read();
        if (read != null && !read.hasRemaining()) {
            return false;
        }
        octets = read == null ? NOTHING : read;
        ended = read == null || socket.isEnded();
        return true;
    }

    /** Lets the codec consume until it wants no more, and holds the rest; returns whether it consumed any. */
    boolean feed(ClientHttp1IOEventHandler codec) throws IOException {
        int first = octets.remaining();
        int before;
        do {
            before = octets.remaining();
            codec.inputReady(session, null);
        } while (session.isOpen() && octets.hasRemaining() && octets.remaining() != before);
        if (isExhausted() && before > 0 && session.isOpen()) {
            codec.inputReady(session, null);
        }
        endTold = isExhausted();
        hold();
        return octets.remaining() != first;
    }

    /** Keeps what is left of a buffer that belongs to the loop. */
    private void hold() {
        if (!session.isOpen() || !octets.hasRemaining()) {
            release();
        } else if (!held) {
            octets = ByteBuffer.allocate(octets.remaining()).put(octets).flip();
            held = true;
        }
    }

    /** Forgets what was not consumed. */
    void release() {
        octets = NOTHING;
        held = false;
    }
}
