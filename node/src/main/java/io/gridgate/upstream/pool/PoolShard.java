package io.gridgate.upstream.pool;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.upstream.session.BackendConnection;
import io.gridgate.upstream.session.LoopResources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one instance that live on one selector: leases them, opens them, and takes them back.
 *
 * <p>A connection that comes free goes to a waiter of its own selector; only when one of another selector has waited clearly
 * longer, or nobody waits here, is it closed for that one's sake.
 *
 * <p>Thread-safety: confined to its loop; {@link #idle}, {@link #hasWaiters} and {@link #oldestNanos} may be read by any
 * thread.
 */
final class PoolShard {

    /** How much longer a waiter of another selector must have waited before a connection here is closed for it. */
    private static final long FOREIGN_PATIENCE_NANOS = 20_000_000;

    private final InstancePool pool;
    private final SelectorConnections manager;
    private final LoopResources resources;
    private final IdleConnections idle = new IdleConnections(this);
    private final WaitingLine line = new WaitingLine(this);
    private final Set<BackendConnection> all = new HashSet<>();
    private boolean claiming;

    PoolShard(InstancePool pool, SelectorConnections manager, LoopResources resources) {
        this.pool = pool;
        this.manager = manager;
        this.resources = resources;
    }

    InstancePool pool() {
        return pool;
    }

    EventLoop loop() {
        return resources.loop();
    }

    int idle() {
        return idle.count();
    }

    boolean hasWaiters() {
        return line.hasWaiters();
    }

    /** Returns since when the first waiter waits; means something only while there is one. */
    long oldestNanos() {
        return line.oldestNanos();
    }

    // ---- leasing

    /**
     * Leases an idle connection, or the right to open one, or waits for either; the callback is called within the call unless
     * it waits.
     */
    Future<AsyncConnectionEndpoint> lease(LeaseTerms terms, long timeoutNanos, FutureCallback<AsyncConnectionEndpoint> callback) {
        BackendConnection ready = idle.take();
        if (ready != null || !pool.hasWaiters() && pool.tryAcquire(terms.connectionsMax())) {
            LeasedEndpoint endpoint = new LeasedEndpoint(this, ready);
            callback.completed(endpoint);
            return CompletableFuture.completedFuture(endpoint);
        }
        Waiter waiter = line.join(terms, timeoutNanos, callback);
        if (waiter == null) {
            AttemptException refusal = new AttemptException(AttemptFailure.SATURATED, "the pool and its queue are full", null);
            callback.failed(refusal);
            return CompletableFuture.failedFuture(refusal);
        }
        pool.wake(this);
        return waiter;
    }

    /** Gives free permits to those who wait here, and asks other selectors for theirs. */
    void claim() {
        if (claiming) {
            return;
        }
        claiming = true;
        try {
            for (Waiter first = line.first(); first != null; first = line.first()) {
                if (!pool.tryAcquire(first.connectionsMax())) {
                    pool.reclaimIdle(this);
                    return;
                }
                serve(first, null);
            }
        } finally {
            claiming = false;
        }
        pool.wake(this);
    }

    private void serve(Waiter waiter, @Nullable BackendConnection connection) {
        var _ = line.leave(waiter);
        waiter.serve(new LeasedEndpoint(this, connection));
    }

    // ---- connecting

    /** Opens the connection that an endpoint has the right to. */
    void connect(LeasedEndpoint endpoint, long timeoutNanos, FutureCallback<AsyncConnectionEndpoint> callback) {
        BackendConnection connection = new BackendConnection(loop(), resources, pool.peer(), new Keeper(endpoint, callback));
        all.add(connection);
        connection.connect(manager.wire(), timeoutNanos);
    }

    // ---- coming back

    /**
     * Takes a lease back.
     *
     * @param idleNanos how long the connection may lie idle, or 0 when it must not be used again
     */
    void release(LeasedEndpoint endpoint, long idleNanos) {
        if (!endpoint.release()) {
            return;
        }
        BackendConnection connection = endpoint.connection();
        if (connection == null) {
            freePermit();
        } else if (idleNanos <= 0 || !connection.isUsable() || pool.isRetired()) {
            connection.close();
            freePermit();
        } else {
            keep(connection, idleNanos);
        }
    }

    private void keep(BackendConnection connection, long idleNanos) {
        Waiter local = line.first();
        PoolShard foreign = pool.hasWaiters() ? pool.oldest(this) : null;
        if (foreign != null && (local == null || local.sinceNanos() - foreign.oldestNanos() > FOREIGN_PATIENCE_NANOS)) {
            connection.close();
            freePermit();
        } else if (local != null) {
            serve(local, connection);
        } else {
            idle.add(connection, idleNanos);
            if (pool.hasWaiters()) {
                // Somebody began to wait between the look above and the count: it may have seen neither.
                closeOldestIdle();
            }
        }
    }

    /** The permit of a connection that is closed or was never opened comes free. */
    void freePermit() {
        pool.free(this);
    }

    // ---- closing

    /** Closes the connection that has been idle longest; its permit comes free. */
    void closeOldestIdle() {
        idle.closeOldest();
    }

    void closeIdle() {
        idle.closeAll();
    }

    /** Closes everything: what is idle, what is leased, and those who wait. */
    void close() {
        closeIdle();
        new ArrayList<>(all).forEach(BackendConnection::close);
        line.close();
    }

    /**
     * The link between a connection and its shard.
     *
     * <p>Thread-safety: confined to the loop.
     */
    private final class Keeper implements BackendConnection.Keeper {

        private final LeasedEndpoint endpoint;
        private final FutureCallback<AsyncConnectionEndpoint> callback;

        Keeper(LeasedEndpoint endpoint, FutureCallback<AsyncConnectionEndpoint> callback) {
            this.endpoint = endpoint;
            this.callback = callback;
        }

        @Override
        public void onConnected(BackendConnection connection) {
            manager.meters().connected();
            endpoint.connection(connection);
            callback.completed(endpoint);
        }

        @Override
        public void onFailed(BackendConnection connection, IOException cause) {
            all.remove(connection);
            callback.failed(cause);
        }

        @Override
        public void onEnded(BackendConnection connection) {
            all.remove(connection);
            idle.onEnded(connection);
        }
    }
}
