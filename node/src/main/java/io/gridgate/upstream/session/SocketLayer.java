package io.gridgate.upstream.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What lies between a session and its socket: nothing, or TLS.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
interface SocketLayer {

    /**
     * Returns clear octets of what the socket has now, in read mode: a buffer of the loop, valid until the next event. It is
     * empty when there is nothing yet, or null at the end of the stream.
     */
    @Nullable
    ByteBuffer read() throws IOException;

    /** Returns whether the end of the stream was seen behind what {@link #read} returned last. */
    boolean isEnded();

    /** Takes as many octets of {@code source} as the socket accepts now; returns how many (>= 0). */
    int write(ByteBuffer source) throws IOException;

    /** Writes what an earlier write left behind; returns whether nothing is left. */
    boolean flush() throws IOException;

    /** Returns whether an end of stream is told from a cut by its peer's own word (TLS: close_notify). */
    boolean endsProperly();

    /** Says farewell as far as the socket takes it at once, and releases buffers. Never fails. */
    void close();
}
