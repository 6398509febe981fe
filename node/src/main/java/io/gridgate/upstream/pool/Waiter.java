package io.gridgate.upstream.pool;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that waits in a line for a connection, a bounded time.
 *
 * <p>Thread-safety: confined to the line's loop.
 */
final class Waiter extends CompletableFuture<AsyncConnectionEndpoint> {

    private final WaitingLine line;
    private final int connectionsMax;
    private final FutureCallback<AsyncConnectionEndpoint> callback;
    private final long sinceNanos = System.nanoTime();
    private EventLoop.@Nullable Timer timer;

    Waiter(WaitingLine line, int connectionsMax, FutureCallback<AsyncConnectionEndpoint> callback) {
        this.line = line;
        this.connectionsMax = connectionsMax;
        this.callback = callback;
    }

    /** Returns the bound of the configuration that its exchange runs under. */
    int connectionsMax() {
        return connectionsMax;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** Begins to wait, at most that long. */
    void begin(EventLoop loop, long timeoutNanos) {
        timer = loop.schedule(this::expire, timeoutNanos);
    }

    /** It left the line. */
    void end() {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Gives it what it has waited for, behind {@link #end}. */
    void serve(LeasedEndpoint endpoint) {
        callback.completed(endpoint);
        complete(endpoint);
    }

    /** It has waited too long, or in vain. */
    void expire() {
        if (line.withdraw(this)) {
            AttemptException refusal = new AttemptException(AttemptFailure.SATURATED, "no connection came free in time", null);
            callback.failed(refusal);
            completeExceptionally(refusal);
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        return line.withdraw(this) && super.cancel(mayInterrupt);
    }
}
