package io.gridgate.upstream.pool;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.upstream.session.BackendConnection;
import io.gridgate.upstream.session.LoopResources;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one instance that live on one selector: idle ones, last in first out, and exchanges that wait.
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
    private final ArrayDeque<BackendConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private final Set<BackendConnection> all = new HashSet<>();
    private final AtomicInteger idleCount = new AtomicInteger();
    private boolean claiming;
    private volatile boolean hasWaiters;
    private volatile long oldestNanos;
    private EventLoop.@Nullable Timer sweep;

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

    LoopResources resources() {
        return resources;
    }

    int idle() {
        return idleCount.get();
    }

    boolean hasWaiters() {
        return hasWaiters;
    }

    /** Returns since when the first waiter waits; means something only while there is one. */
    long oldestNanos() {
        return oldestNanos;
    }

    // ---- leasing

    /**
     * Leases an idle connection, or the right to open one, or waits for either; the callback is called within the call unless
     * it waits.
     */
    Future<AsyncConnectionEndpoint> lease(LeaseTerms terms, long timeoutNanos, FutureCallback<AsyncConnectionEndpoint> callback) {
        BackendConnection ready = takeIdle();
        if (ready != null || !pool.hasWaiters() && pool.tryAcquire(terms.connectionsMax())) {
            LeasedEndpoint endpoint = new LeasedEndpoint(this, ready);
            callback.completed(endpoint);
            return CompletableFuture.completedFuture(endpoint);
        }
        Waiter waiter = new Waiter(terms.connectionsMax(), System.nanoTime(), callback);
        if (!pool.tryWait(terms.pendingMax())) {
            AttemptException refusal = new AttemptException(AttemptFailure.SATURATED, "the pool and its queue are full", null);
            callback.failed(refusal);
            return CompletableFuture.failedFuture(refusal);
        }
        waiter.timer = loop().schedule(waiter::expire, timeoutNanos);
        waiters.add(waiter);
        publish();
        pool.wake(this);
        return waiter;
    }

    private @Nullable BackendConnection takeIdle() {
        BackendConnection connection = idle.pollLast();
        if (connection != null) {
            idleCount.decrementAndGet();
        }
        return connection;
    }

    /** Gives free permits to those who wait here, and asks other selectors for theirs. */
    void claim() {
        if (claiming) {
            return;
        }
        claiming = true;
        try {
            while (!waiters.isEmpty()) {
                if (!pool.tryAcquire(waiters.getFirst().max)) {
                    pool.reclaimIdle(this);
                    return;
                }
                serve(waiters.removeFirst(), null);
            }
        } finally {
            claiming = false;
        }
        pool.wake(this);
    }

    private void serve(Waiter waiter, @Nullable BackendConnection connection) {
        publish();
        waiter.leave();
        LeasedEndpoint endpoint = new LeasedEndpoint(this, connection);
        waiter.callback.completed(endpoint);
        waiter.complete(endpoint);
    }

    private void publish() {
        Waiter first = waiters.peekFirst();
        if (first != null) {
            oldestNanos = first.sinceNanos;
        }
        if (hasWaiters != (first != null)) {
            hasWaiters = first != null;
        }
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
            pool.free(this);
        } else if (idleNanos <= 0 || !connection.isUsable() || pool.isRetired()) {
            connection.close();
            pool.free(this);
        } else {
            keep(connection, idleNanos);
        }
    }

    private void keep(BackendConnection connection, long idleNanos) {
        Waiter local = waiters.peekFirst();
        PoolShard foreign = pool.hasWaiters() ? pool.oldest(this) : null;
        if (foreign != null && (local == null || local.sinceNanos - foreign.oldestNanos() > FOREIGN_PATIENCE_NANOS)) {
            connection.close();
            pool.free(this);
        } else if (local != null) {
            waiters.removeFirst();
            serve(local, connection);
        } else {
            long now = System.nanoTime();
            connection.expiresNanos(now + idleNanos);
            idle.addLast(connection);
            idleCount.incrementAndGet();
            if (sweep == null) {
                sweep = loop().schedule(this::sweep, idleNanos);
            }
            if (pool.hasWaiters()) {
                // Somebody began to wait between the look above and the count: it may have seen neither.
                closeOldestIdle();
            }
        }
    }

    // ---- idle connections

    private void sweep() {
        sweep = null;
        long now = System.nanoTime();
        long next = Long.MAX_VALUE;
        for (BackendConnection connection : new ArrayList<>(idle)) {
            long left = connection.expiresNanos() - now;
            if (left <= 0) {
                closeIdle(connection);
            } else {
                next = Math.min(next, left);
            }
        }
        if (next != Long.MAX_VALUE) {
            sweep = loop().schedule(this::sweep, next);
        }
    }

    /** Closes the connection that has been idle longest; its permit comes free. */
    void closeOldestIdle() {
        BackendConnection oldest = idle.peekFirst();
        if (oldest != null) {
            closeIdle(oldest);
        }
    }

    void closeIdle() {
        while (!idle.isEmpty()) {
            closeIdle(idle.getFirst());
        }
        if (sweep != null) {
            sweep.cancel();
            sweep = null;
        }
    }

    private void closeIdle(BackendConnection connection) {
        if (idle.remove(connection)) {
            idleCount.decrementAndGet();
            connection.close();
            pool.free(this);
        }
    }

    /** Closes everything: what is idle, what is leased, and those who wait. */
    void close() {
        closeIdle();
        new ArrayList<>(all).forEach(BackendConnection::close);
        new ArrayList<>(waiters).forEach(Waiter::expire);
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
            Iterator<BackendConnection> it = idle.descendingIterator();
            while (it.hasNext()) {
                if (it.next() == connection) {
                    it.remove();
                    idleCount.decrementAndGet();
                    pool.free(PoolShard.this);
                    return;
                }
            }
        }
    }

    /**
     * An exchange that waits for a connection.
     *
     * <p>Thread-safety: confined to the loop.
     */
    private final class Waiter extends CompletableFuture<AsyncConnectionEndpoint> {

        private final int max;
        private final long sinceNanos;
        private final FutureCallback<AsyncConnectionEndpoint> callback;
        private EventLoop.@Nullable Timer timer;

        Waiter(int max, long sinceNanos, FutureCallback<AsyncConnectionEndpoint> callback) {
            this.max = max;
            this.sinceNanos = sinceNanos;
            this.callback = callback;
        }

        void leave() {
            pool.doneWaiting();
            if (timer != null) {
                timer.cancel();
            }
        }

        void expire() {
            if (withdraw()) {
                AttemptException refusal = new AttemptException(AttemptFailure.SATURATED, "no connection came free in time", null);
                callback.failed(refusal);
                completeExceptionally(refusal);
            }
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            return withdraw() && super.cancel(mayInterrupt);
        }

        private boolean withdraw() {
            if (!waiters.remove(this)) {
                return false;
            }
            publish();
            leave();
            // A permit may have been meant for this one.
            pool.wake(PoolShard.this);
            return true;
        }
    }
}
