package io.gridgate.upstream.session;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What goes to a backend: what the codec writes and the socket takes, and whether either waits for the other.
 *
 * <p>A failure to write is not told: a backend that refuses a request may have answered it before it closed, so that the end of the
 * input has to tell.
 *
 * <p>Thread-safety: confined to the session's loop.
 */
final class SessionOutput {

    private final SessionOwner owner;
    private boolean wanted;
    private boolean blocked;
    private boolean sealed;
    private boolean broken;

    SessionOutput(SessionOwner owner) {
        this.owner = owner;
    }

    /** Says whether the codec has more to write. */
    void want(boolean more) {
        wanted = more;
    }

    /** Returns whether the codec has more to write. */
    boolean isWanted() {
        return wanted;
    }

    /** Drops all further output. */
    void seal() {
        sealed = true;
    }

    /** Returns whether nothing is on its way, so that another request may follow. */
    boolean isAtRest() {
        return !sealed && !wanted && !broken;
    }

    /** The socket takes octets again. */
    void unblock() {
        blocked = false;
    }

    /** Returns whether the socket takes no more now. */
    boolean isBlocked() {
        return blocked;
    }

    /** Returns whether something waits for the socket. */
    boolean waitsForSocket() {
        return blocked || wanted && !sealed;
    }

    /** Sends what an earlier write left below the codec. */
    void flush(SocketLayer socket) throws IOException {
        blocked = blocked || !socket.flush();
    }

    /** Takes what the socket takes, or drops all; returns how many octets are gone. */
    int write(SocketLayer socket, ByteBuffer source) {
        if (sealed || broken) {
            return drop(source);
        }
        try {
            int written = socket.write(source);
            blocked |= source.hasRemaining();
            if (written > 0) {
                owner.onProgress();
            }
            return written;
        } catch (IOException e) {
            broken = true;
            return drop(source);
        }
    }

    static int drop(ByteBuffer source) {
        int octets = source.remaining();
        source.position(source.limit());
        return octets;
    }
}
