package io.gridgate.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;

/**
 * The octets of one accepted socket, in clear text or through TLS, without blocking.
 *
 * <p>Thread-safety: confined to the socket's loop.
 */
public abstract class Pipe {

    private final NIOConnection connection;
    private final SocketChannel channel;
    private final SocketInterest interest = new SocketInterest();

    Pipe(NIOConnection connection) {
        this.connection = connection;
        channel = (SocketChannel) connection.getChannel();
        interest.begin(connection);
    }

    /** Returns the pipe of a new connection of the loop whose buffers these are: through TLS unless {@code tls} is null. */
    public static Pipe of(NIOConnection connection, BufferPool buffers, @Nullable ServerTls tls) {
        return tls == null ? new PlainPipe(connection) : new TlsPipe(connection, tls.newEngine(), buffers.tls());
    }

    /**
     * Reads what is there; returns the number of octets, 0 when none are there now, or -1 when the peer ended its half.
     *
     * @param into with room for twice {@link BufferPool#PIECE_BYTES} at least, since a record of TLS comes whole
     * @throws IOException when the connection is broken; TLS that is cut off without its end counts as broken
     */
    public abstract int read(ByteBuffer into) throws IOException;

    /** Returns whether a read may bring octets although the socket has none. */
    public abstract boolean hasBuffered();

    /** Takes what it can of the first {@code count} sources, in order; returns whether it took all. */
    public abstract boolean write(ByteBuffer[] sources, int count) throws IOException;

    /** Goes on with what was taken and not sent yet; returns whether nothing of it is left. */
    public abstract boolean flush() throws IOException;

    /** Ends our half; returns whether that is done, or must be tried again when the socket can be written. */
    public abstract boolean end() throws IOException;

    /** Returns whether the peer may still read after it ended its half. */
    public abstract boolean isHalfCloseable();

    /** Returns whether the TLS handshake is still under way. */
    public abstract boolean isHandshaking();

    /** Forgets what was read and not taken, and gives buffers back. */
    abstract void release();

    /** Says whether readable events are wanted. */
    public final void readInterest(boolean wanted) throws IOException {
        interest.read(wanted);
    }

    /** Says whether writable events are wanted. */
    public final void writeInterest(boolean wanted) throws IOException {
        interest.write(wanted);
    }

    /** Closes the socket; what the kernel has is still sent. */
    public final void close() {
        release();
        connection.terminateSilently();
    }

    /** Closes the socket so that the peer sees a reset and never a clean end. */
    public final void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // The socket is closed already, which is what is wanted.
        }
        close();
    }

    /** Returns the peer's address, or null when it is gone already. */
    public final @Nullable InetSocketAddress peer() {
        return (InetSocketAddress) connection.getPeerAddress();
    }

    /** Returns the local address, or null when the socket is closed already. */
    public final @Nullable InetSocketAddress local() {
        return (InetSocketAddress) connection.getLocalAddress();
    }

    /** Runs the task once when the socket closes, by whichever side. */
    public final void onClose(Runnable task) {
        CloseHook.on(connection, task);
    }

    final SocketChannel channel() {
        return channel;
    }
}
