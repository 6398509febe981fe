package io.gridgate.upstream.session;

import io.gridgate.upstream.codec.CodecSession;
import io.gridgate.wire.SocketProcessor;
import java.net.SocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Lock;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.reactor.ssl.SSLSessionInitializer;
import org.apache.hc.core5.reactor.ssl.SSLSessionVerifier;
import org.apache.hc.core5.reactor.ssl.TlsDetails;
import org.apache.hc.core5.util.Timeout;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;

/**
 * What HttpCore's codec sees of a session beside its octets: commands, its interest in writing, a name. There is no lock, since a
 * session never leaves its loop; no time-outs, which its owner keeps; no TLS of HttpCore's, which lies below it.
 *
 * <p>Thread-safety: confined to its loop.
 */
abstract class HttpCoreSession extends SocketProcessor implements CodecSession {

    final SessionOutput output;
    final ArrayDeque<Command> commands = new ArrayDeque<>(2);
    @Nullable NIOConnection connection;

    HttpCoreSession(SessionOwner owner) {
        output = new SessionOutput(owner);
    }

    // ---- commands and events

    @Override
    public final boolean hasCommands() {
        return !commands.isEmpty();
    }

    @Override
    public final @Nullable Command poll() {
        return commands.poll();
    }

    /** The codec's interest in reading is not asked: whether the body's receiver is ready decides. */
    @Override
    public final void setEvent(int op) {
        if ((op & SelectionKey.OP_WRITE) != 0) {
            output.want(true);
        }
    }

    @Override
    public final void clearEvent(int op) {
        if ((op & SelectionKey.OP_WRITE) != 0) {
            output.want(false);
        }
    }

    @Override
    public final int getEventMask() {
        return SelectionKey.OP_READ | (output.isWanted() ? SelectionKey.OP_WRITE : 0);
    }

    @Override
    public final void setEventMask(int ops) {
        output.want((ops & SelectionKey.OP_WRITE) != 0);
    }

    // ---- life and name

    @Override
    public final void close() {
        close(CloseMode.GRACEFUL);
    }

    @Override
    public final Status getStatus() {
        return isOpen() ? Status.ACTIVE : Status.CLOSED;
    }

    @Override
    public final String getId() {
        return connection == null ? "-" : String.valueOf(connection.getId());
    }

    @Override
    public final @Nullable SocketAddress getRemoteAddress() {
        return connection == null ? null : connection.getPeerAddress();
    }

    @Override
    public final @Nullable SocketAddress getLocalAddress() {
        return connection == null ? null : connection.getLocalAddress();
    }

    @Override
    public final ByteChannel channel() {
        return this;
    }

    @Override
    public final String toString() {
        return getId();
    }

    // ---- what there is not

    @Override
    public final Lock getLock() {
        return UnheldLock.INSTANCE;
    }

    @Override
    public final void upgrade(IOEventHandler handler) {
        throw new UnsupportedOperationException("upgrade");
    }

    @Override
    public final Timeout getSocketTimeout() {
        return Timeout.DISABLED;
    }

    @Override
    public final void setSocketTimeout(Timeout timeout) {
        // Time-outs are the owner's.
    }

    @Override
    public final long getLastReadTime() {
        return 0;
    }

    @Override
    public final long getLastWriteTime() {
        return 0;
    }

    @Override
    public final long getLastEventTime() {
        return 0;
    }

    @Override
    public final void updateReadTime() {
        // Time-outs are the owner's.
    }

    @Override
    public final void updateWriteTime() {
        // Time-outs are the owner's.
    }

    @Override
    public final @Nullable NamedEndpoint getInitialEndpoint() {
        return null;
    }

    @Override
    public final void startTls(SSLContext context, NamedEndpoint endpoint, SSLBufferMode mode, SSLSessionInitializer initializer,
            SSLSessionVerifier verifier, Timeout timeout) {
        throw new UnsupportedOperationException("TLS lies below the session");
    }

    @Override
    public final @Nullable TlsDetails getTlsDetails() {
        return null;
    }
}
