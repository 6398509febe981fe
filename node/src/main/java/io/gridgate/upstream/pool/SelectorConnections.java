package io.gridgate.upstream.pool;

import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.wire.Wire;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.nio.AsyncClientConnectionManager;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * HttpClient's connection manager over the pools of this node: a lease yields a connection whose socket is registered with the
 * selector of the exchange that asks, so that both of its sockets share a thread.
 *
 * <p>The {@code state} of a lease is its {@link LeaseTerms}; the route only names the instance.
 *
 * <p>Thread-safety: thread-safe, but each lease belongs to the loop of its terms: every method of it is called there.
 */
public final class SelectorConnections implements AsyncClientConnectionManager {

    private final Wire wire;
    private final UpstreamMeters meters;

    /** Creates a manager that connects by that transport. */
    public SelectorConnections(Wire wire, UpstreamMeters meters) {
        this.wire = wire;
        this.meters = meters;
    }

    Wire wire() {
        return wire;
    }

    /** Returns what is counted of connections and attempts. */
    public UpstreamMeters meters() {
        return meters;
    }

    @Override
    public Future<AsyncConnectionEndpoint> lease(@Nullable String id, HttpRoute route, Object state, Timeout timeout,
            FutureCallback<AsyncConnectionEndpoint> callback) {
        LeaseTerms terms = (LeaseTerms) state;
        return terms.pool().shard(terms.loop().index()).lease(terms, timeout.toNanoseconds(), callback);
    }

    @Override
    public Future<AsyncConnectionEndpoint> connect(AsyncConnectionEndpoint endpoint, @Nullable ConnectionInitiator initiator,
            Timeout timeout,
            @Nullable Object attachment, @Nullable HttpContext context, FutureCallback<AsyncConnectionEndpoint> callback) {
        LeasedEndpoint leased = (LeasedEndpoint) endpoint;
        if (leased.isConnected()) {
            callback.completed(leased);
        } else {
            leased.shard().connect(leased, timeout.toNanoseconds(), callback);
        }
        return CompletableFuture.completedFuture(leased);
    }

    /** Takes a lease back; {@code keepAlive} null: the connection must not be used again. */
    @Override
    public void release(AsyncConnectionEndpoint endpoint, @Nullable Object newState, @Nullable TimeValue keepAlive) {
        LeasedEndpoint leased = (LeasedEndpoint) endpoint;
        leased.shard().release(leased, keepAlive == null ? 0 : keepAlive.toNanoseconds());
    }

    @Override
    public void upgrade(AsyncConnectionEndpoint endpoint, @Nullable Object attachment, @Nullable HttpContext context) {
        throw new UnsupportedOperationException(new AttemptException(AttemptFailure.PROTOCOL, "TLS is below the session", null));
    }

    /** Does nothing: pools are closed by whoever made them. */
    @Override
    public void close() {
        // See above.
    }

    @Override
    public void close(CloseMode mode) {
        // See above.
    }
}
