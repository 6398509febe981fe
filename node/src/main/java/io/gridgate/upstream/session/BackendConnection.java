package io.gridgate.upstream.session;

import io.gridgate.base.EventLoop;
import io.gridgate.upstream.codec.AnswerHead;
import io.gridgate.upstream.codec.BodyReceiver;
import io.gridgate.wire.BufferPool;
import io.gridgate.wire.ClientTls;
import io.gridgate.wire.ConnectCallback;
import io.gridgate.wire.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an instance, from its connect to its end: at most one call at a time, and one deadline.
 *
 * <p>Thread-safety: confined to its loop.
 */
public final class BackendConnection implements SessionOwner, ConnectCallback, TlsLayer.Outcome {

    /** Who keeps a connection between calls. */
    public interface Keeper {

        /** The connection can be used. Called once, unless {@link #onFailed} is. */
        void onConnected(BackendConnection connection);

        /** There is no connection. */
        void onFailed(BackendConnection connection, IOException cause);

        /** The connection that was established is over. Called once. */
        void onEnded(BackendConnection connection);
    }

    /**
     * Where to connect to.
     *
     * @param tls null: clear text
     * @param host the name that the certificate must bear unless the TLS says another
     *
     * <p>Thread-safety: immutable.
     */
    public record Peer(InetSocketAddress address, @Nullable ClientTls tls, String host) {}

    private final EventLoop loop;
    private final LoopResources resources;
    private final Peer peer;
    private final Keeper keeper;
    private final GrizzlySession session;
    private final Deadline deadline;
    private long connectByNanos;
    private boolean established;
    private boolean over;
    private @Nullable Call call;
    private long expiresNanos;

    /** Creates a connection that {@link #connect} opens. */
    public BackendConnection(EventLoop loop, LoopResources resources, Peer peer, Keeper keeper) {
        this.loop = loop;
        this.resources = resources;
        this.peer = peer;
        this.keeper = keeper;
        this.session = new GrizzlySession(this);
        this.deadline = new Deadline(loop, this::onDeadline);
    }

    /** Connects; the keeper is told, perhaps within the call. */
    public void connect(Wire wire, long timeoutNanos) {
        resources.opened();
        connectByNanos = System.nanoTime() + timeoutNanos;
        wire.connect(loop, peer.address(), timeoutNanos, session, this);
    }

    // ---- connecting

    @Override
    public void onConnected(NIOConnection connection) {
        if (over) {
            connection.terminateSilently();
            return;
        }
        SocketChannel channel = (SocketChannel) connection.getChannel();
        BufferPool buffers = resources.buffers();
        ClientTls tls = peer.tls();
        if (tls == null) {
            session.begin(connection, new PlainLayer(channel, buffers));
            onSecure();
            return;
        }
        TlsLayer layer = new TlsLayer(tls.newEngine(peer.host(), peer.address().getPort()), channel, loop, buffers, resources.tlsBuffers(),
                session.interest(), this);
        session.begin(connection, layer);
        session.handshake(layer);
        deadline.set(connectByNanos, System.nanoTime());
        layer.begin();
    }

    @Override
    public void onSecure() {
        deadline.clear();
        try {
            session.ready();
        } catch (IOException e) {
            onFailed(e);
            return;
        }
        established = true;
        keeper.onConnected(this);
    }

    @Override
    public void onFailed(IOException cause) {
        if (over) {
            return;
        }
        over = true;
        deadline.close();
        session.close(CloseMode.IMMEDIATE);
        resources.closed();
        keeper.onFailed(this, cause);
    }

    // ---- use

    /** Returns whether another call may use it. */
    public boolean isUsable() {
        return established && !over && session.isAtRest();
    }

    /** Returns whether its socket is open. */
    public boolean isOpen() {
        return !over && session.isOpen();
    }

    /** Returns its session. */
    public GrizzlySession session() {
        return session;
    }

    /** Returns its deadline, which belongs to the call that uses it. */
    public Deadline deadline() {
        return deadline;
    }

    /** Gives the connection to a call; {@link #execute} follows. */
    public void use(Call by) {
        call = by;
    }

    /** Sends the request of the call that uses it. */
    public void execute(AsyncClientExchangeHandler handler, @Nullable HttpContext context) {
        session.enqueue(new RequestExecutionCommand(handler, context), Command.Priority.NORMAL);
    }

    /** Closes the socket at once. */
    public void close() {
        session.close(CloseMode.IMMEDIATE);
    }

    /** Returns until when it may lie idle, in {@code System.nanoTime}. */
    public long expiresNanos() {
        return expiresNanos;
    }

    /** Sets until when it may lie idle. */
    public void expiresNanos(long nanos) {
        expiresNanos = nanos;
    }

    private void onDeadline() {
        Call current = call;
        if (!established) {
            onFailed(new SocketTimeoutException("the TLS handshake took too long"));
        } else if (current != null) {
            current.onDeadline(System.nanoTime());
        }
    }

    // ---- what the session tells

    @Override
    public boolean expectsAnswer() {
        return call != null && call.expectsAnswer();
    }

    @Override
    public BodyReceiver receiver() {
        Call current = call;
        if (current == null) {
            throw new IllegalStateException("call: null (expected: the one that is answered)");
        }
        return current;
    }

    @Override
    public void onInterim(AnswerHead interim) {
        if (call != null) {
            call.onInterim(interim);
        }
    }

    @Override
    public void onAnswerHead(int status) {
        if (call != null) {
            call.onAnswerHead(status);
        }
    }

    @Override
    public void onProgress() {
        if (call != null) {
            call.onProgress();
        }
    }

    @Override
    public void onSettled() {
        Call current = call;
        if (current == null) {
            if (established && !session.isAtRest()) {
                close();
            }
        } else if (current.isFinished()) {
            call = null;
            deadline.clear();
            session.forgetExchange();
            current.onReleased(session.isAtRest());
        }
    }

    @Override
    public void onEnded() {
        deadline.close();
        if (over) {
            return;
        }
        over = true;
        resources.closed();
        Call current = call;
        call = null;
        if (established) {
            if (current != null) {
                current.onConnectionLost();
            }
            keeper.onEnded(this);
        } else {
            keeper.onFailed(this, new IOException("closed while connecting"));
        }
    }
}
