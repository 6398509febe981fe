package io.gridgate.upstream;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.Exchange;
import io.gridgate.upstream.pool.InstancePool;
import io.gridgate.upstream.pool.LeaseTerms;
import io.gridgate.upstream.pool.LeasedEndpoint;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * An attempt's way to a connection of its exchange's selector and back: waits for one, connects it if need be, within the time that is
 * left, and gives it back once. A connect that is under way when the attempt ends goes on, and its connection is kept for others.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class AttemptLease implements LeaseTerms, FutureCallback<AsyncConnectionEndpoint> {

    private final AttemptCall call;
    private final InstancePool pool;
    private @Nullable Future<AsyncConnectionEndpoint> waiting;
    private @Nullable LeasedEndpoint endpoint;
    private boolean connecting;

    AttemptLease(AttemptCall call, InstancePool pool) {
        this.call = call;
        this.pool = pool;
    }

    // ---- its terms

    @Override
    public InstancePool pool() {
        return pool;
    }

    @Override
    public EventLoop loop() {
        return call.exchange().loop();
    }

    @Override
    public int connectionsMax() {
        return call.target().connectionsMax();
    }

    @Override
    public int pendingMax() {
        return call.target().pendingMax();
    }

    // ---- getting a connection

    /** Asks for a connection; the call is told, perhaps before this returns. */
    void ask() {
        Timeout timeout = connectTimeout();
        if (timeout.toNanoseconds() <= 0) {
            call.onNoConnection(AttemptFailure.TIMEOUT, "no time is left for an attempt", null);
            return;
        }
        Future<AsyncConnectionEndpoint> lease = call.target().manager().lease(null, pool.route(), this, timeout, this);
        waiting = lease.isDone() ? null : lease;
    }

    private Timeout connectTimeout() {
        Timeout full = call.target().connectTimeout();
        long deadline = call.exchange().deadlineNanos();
        if (deadline == Exchange.NO_DEADLINE) {
            return full;
        }
        long left = deadline - System.nanoTime();
        return left >= full.toNanoseconds() ? full : Timeout.of(Math.max(0, left), TimeUnit.NANOSECONDS);
    }

    /** There is a lease, or its connect is done. */
    @Override
    public void completed(AsyncConnectionEndpoint granted) {
        boolean connected = connecting;
        connecting = false;
        waiting = null;
        LeasedEndpoint leased = (LeasedEndpoint) granted;
        endpoint = leased;
        if (call.isFinished()) {
            release(leased.isConnected() ? call.target().idle() : null);
        } else if (leased.isConnected()) {
            call.onConnected(leased);
        } else if (connected) {
            call.onNoConnection(AttemptFailure.CONNECT, "the new connection was closed", null);
        } else {
            connect(leased);
        }
    }

    private void connect(LeasedEndpoint leased) {
        Timeout timeout = connectTimeout();
        if (timeout.toNanoseconds() <= 0) {
            call.onNoConnection(AttemptFailure.TIMEOUT, "no time is left to connect", null);
        } else {
            connecting = true;
            var _ = call.target().manager().connect(leased, null, timeout, null, null, this);
        }
    }

    /** There is no lease, or it could not be connected. */
    @Override
    public void failed(Exception cause) {
        boolean connect = connecting;
        connecting = false;
        waiting = null;
        if (call.isFinished()) {
            release(null);
        } else if (connect) {
            call.onNoConnection(call.isPastDeadline() ? AttemptFailure.TIMEOUT : AttemptFailure.CONNECT, "no connection", cause);
        } else {
            boolean refused = cause instanceof AttemptException && !call.isPastDeadline();
            call.onNoConnection(refused ? ((AttemptException) cause).failure() : AttemptFailure.TIMEOUT, String.valueOf(cause.getMessage()),
                    cause);
        }
    }

    @Override
    public void cancelled() {
        // Only a call that is over withdraws its lease.
    }

    // ---- giving it back

    /** Waits no more, and gives back what is held unless its connect is under way. */
    void giveUp() {
        Future<AsyncConnectionEndpoint> lease = waiting;
        waiting = null;
        if (lease != null) {
            lease.cancel(false);
        }
        if (!connecting) {
            release(null);
        }
    }

    /** Gives the connection back, if that has not been done; {@code keep} null: it must not be used again. */
    void release(@Nullable TimeValue keep) {
        LeasedEndpoint leased = endpoint;
        endpoint = null;
        if (leased != null) {
            call.target().manager().release(leased, null, keep);
        }
    }
}
