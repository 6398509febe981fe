package io.gridgate.upstream.pool;

import io.gridgate.upstream.session.BackendConnection;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.AsyncPushConsumer;
import org.apache.hc.core5.http.nio.HandlerFactory;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The right to one connection to an instance, and the connection once there is one.
 *
 * <p>Thread-safety: confined to its loop.
 */
public final class LeasedEndpoint extends AsyncConnectionEndpoint {

    private final PoolShard shard;
    private @Nullable BackendConnection connection;
    private boolean released;

    LeasedEndpoint(PoolShard shard, @Nullable BackendConnection connection) {
        this.shard = shard;
        this.connection = connection;
    }

    PoolShard shard() {
        return shard;
    }

    @Nullable
    public BackendConnection connection() {
        return connection;
    }

    void connection(BackendConnection established) {
        connection = established;
    }

    /** Returns true once: whoever gets it gives the right back. */
    boolean release() {
        boolean first = !released;
        released = true;
        return first;
    }

    @Override
    public void execute(@Nullable String id, AsyncClientExchangeHandler handler, @Nullable HandlerFactory<AsyncPushConsumer> pushes,
            @Nullable HttpContext context) {
        BackendConnection current = connection;
        if (current == null || released) {
            throw new IllegalStateException("connection: none (expected: connected and leased)");
        }
        current.execute(handler, context);
    }

    @Override
    public boolean isConnected() {
        return connection != null && connection.isOpen();
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        // Time-outs are the call's.
    }

    @Override
    public void close(CloseMode mode) {
        if (connection != null) {
            connection.close();
        }
    }
}
