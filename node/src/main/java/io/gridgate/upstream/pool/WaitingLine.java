package io.gridgate.upstream.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one selector that wait for a connection to an instance, first come, first served. The pool bounds how many wait on
 * all selectors.
 *
 * <p>Thread-safety: confined to the shard's loop; {@link #hasWaiters} and {@link #oldestNanos} may be read by any thread.
 */
final class WaitingLine {

    private final PoolShard shard;
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private volatile boolean hasWaiters;
    private volatile long oldestNanos;

    WaitingLine(PoolShard shard) {
        this.shard = shard;
    }

    boolean hasWaiters() {
        return hasWaiters;
    }

    /** Returns since when the first waiter waits; means something only while there is one. */
    long oldestNanos() {
        return oldestNanos;
    }

    /** Returns who has waited longest, or null when nobody waits. */
    @Nullable
    Waiter first() {
        return waiters.peekFirst();
    }

    /** Returns a new waiter at the end of the line, or null when too many wait. */
    @Nullable
    Waiter join(LeaseTerms terms, long timeoutNanos, FutureCallback<AsyncConnectionEndpoint> callback) {
        if (!shard.pool().tryWait(terms.pendingMax())) {
            return null;
        }
        Waiter waiter = new Waiter(this, terms.connectionsMax(), callback);
        waiter.begin(shard.loop(), timeoutNanos);
        waiters.add(waiter);
        publish();
        return waiter;
    }

    /** The waiter need not wait any more; returns whether it did. */
    boolean leave(Waiter waiter) {
        if (!waiters.remove(waiter)) {
            return false;
        }
        publish();
        shard.pool().doneWaiting();
        waiter.end();
        return true;
    }

    /** The waiter leaves with nothing; returns whether it waited. A permit may have been meant for it, which others may have now. */
    boolean withdraw(Waiter waiter) {
        boolean waited = leave(waiter);
        if (waited) {
            shard.pool().wake(shard);
        }
        return waited;
    }

    private void publish() {
        Waiter first = waiters.peekFirst();
        if (first != null) {
            oldestNanos = first.sinceNanos();
        }
        if (hasWaiters != (first != null)) {
            hasWaiters = first != null;
        }
    }

    /** Fails everybody. */
    void close() {
        new ArrayList<>(waiters).forEach(Waiter::expire);
    }
}
