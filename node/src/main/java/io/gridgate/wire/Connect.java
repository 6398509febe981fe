package io.gridgate.wire;

import io.gridgate.base.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Processor;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOConnectorHandler;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.jspecify.annotations.Nullable;

/**
 * One connect that is under way, with its deadline.
 *
 * <p>Thread-safety: confined to the loop that asked.
 */
@SuppressWarnings("rawtypes") // as Grizzly declares it
final class Connect extends TCPNIOConnectorHandler implements CompletionHandler<Connection> {

    private final InetSocketAddress address;
    private final ConnectCallback callback;
    private EventLoop.@Nullable Timer deadline;
    private @Nullable Connection<?> pending;
    private boolean over;

    private Connect(TCPNIOTransport transport, InetSocketAddress address, Processor<?> processor, ConnectCallback callback) {
        super(transport);
        this.address = address;
        this.callback = callback;
        setProcessor(processor);
    }

    static void begin(TCPNIOTransport transport, EventLoop loop, InetSocketAddress address, long timeoutNanos, Processor<?> processor,
            ConnectCallback callback) {
        Connect connect = new Connect(transport, address, processor, callback);
        connect.deadline = loop.schedule(connect::onTimeout, timeoutNanos);
        connect.connect(address, null, connect);
    }

    /** Called before the connect itself: the socket of an attempt that is too slow must be at hand. */
    @Override
    protected void preConfigure(Connection connection) {
        pending = connection;
    }

    private void onTimeout() {
        if (!over) {
            over = true;
            if (pending != null) {
                pending.terminateSilently();
            }
            callback.onFailed(new SocketTimeoutException("connect to " + address + " took too long"));
        }
    }

    @Override
    public void completed(Connection connection) {
        if (finish()) {
            callback.onConnected((NIOConnection) connection);
        } else {
            connection.terminateSilently();
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (finish()) {
            callback.onFailed(cause instanceof IOException io ? io : new IOException(cause));
        }
    }

    @Override
    public void cancelled() {
        failed(new IOException("connect to " + address + " was cancelled"));
    }

    @Override
    public void updated(Connection connection) {}

    private boolean finish() {
        if (over) {
            return false;
        }
        over = true;
        if (deadline != null) {
            deadline.cancel();
        }
        return true;
    }
}
