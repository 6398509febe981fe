package io.gridgate.upstream.pool;

import io.gridgate.base.EventLoop;
import io.gridgate.upstream.session.BackendConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a shard that nobody uses: the last one in is the first one out, and each is closed when its time is over.
 *
 * <p>Thread-safety: confined to the shard's loop; {@link #count} may be read by any thread.
 */
final class IdleConnections {

    private final PoolShard shard;
    private final ArrayDeque<BackendConnection> connections = new ArrayDeque<>();
    private final AtomicInteger count = new AtomicInteger();
    private EventLoop.@Nullable Timer sweep;

    IdleConnections(PoolShard shard) {
        this.shard = shard;
    }

    int count() {
        return count.get();
    }

    /** Returns the connection that was used last, which is idle no more, or null when there is none. */
    @Nullable
    BackendConnection take() {
        BackendConnection connection = connections.pollLast();
        if (connection != null) {
            count.decrementAndGet();
        }
        return connection;
    }

    /** Keeps a connection for that long. */
    void add(BackendConnection connection, long idleNanos) {
        connection.expiresNanos(System.nanoTime() + idleNanos);
        connections.addLast(connection);
        count.incrementAndGet();
        if (sweep == null) {
            sweep = shard.loop().schedule(this::sweep, idleNanos);
        }
    }

    private void sweep() {
        sweep = null;
        long now = System.nanoTime();
        long next = Long.MAX_VALUE;
        for (BackendConnection connection : new ArrayList<>(connections)) {
            long left = connection.expiresNanos() - now;
            if (left <= 0) {
                close(connection);
            } else {
                next = Math.min(next, left);
            }
        }
        if (next != Long.MAX_VALUE) {
            sweep = shard.loop().schedule(this::sweep, next);
        }
    }

    /** Closes the connection that has been idle longest, if there is one; its permit comes free. */
    void closeOldest() {
        BackendConnection oldest = connections.peekFirst();
        if (oldest != null) {
            close(oldest);
        }
    }

    /** Closes all of them. */
    void closeAll() {
        while (!connections.isEmpty()) {
            close(connections.getFirst());
        }
        if (sweep != null) {
            sweep.cancel();
            sweep = null;
        }
    }

    private void close(BackendConnection connection) {
        if (connections.remove(connection)) {
            count.decrementAndGet();
            connection.close();
            shard.freePermit();
        }
    }

    /** A connection has ended by itself; its permit comes free if it was idle. */
    void onEnded(BackendConnection connection) {
        if (connections.removeLastOccurrence(connection)) {
            count.decrementAndGet();
            shard.freePermit();
        }
    }
}
