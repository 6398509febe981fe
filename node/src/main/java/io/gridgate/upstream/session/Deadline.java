package io.gridgate.upstream.session;

import io.gridgate.base.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * A moment that moves with every exchange and every octet of a connection, at the cost of a field: the timer behind it is left
 * alone while it fires no later than the moment, looks again when it fires, and is set anew only then.
 *
 * <p>Thread-safety: confined to its loop.
 */
public final class Deadline {

    private static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Runnable action;
    private EventLoop.@Nullable Timer timer;
    private long timerNanos;
    private long atNanos;
    private long limitNanos = NEVER;
    private boolean armed;

    /** Creates a deadline that is not set; {@code action} runs on the loop each time it passes. */
    public Deadline(EventLoop loop, Runnable action) {
        this.loop = loop;
        this.action = action;
    }

    /** Sets a moment that ends every deadline from now until {@link #clear}; {@link Long#MAX_VALUE}: none. */
    public void limit(long nanos) {
        limitNanos = nanos;
    }

    /** Moves the deadline to that moment of {@code System.nanoTime}, or to the limit if that is earlier. */
    public void set(long nanos, long nowNanos) {
        atNanos = limitNanos != NEVER && limitNanos - nanos < 0 ? limitNanos : nanos;
        armed = true;
        if (timer != null && timerNanos - atNanos > 0) {
            timer.cancel();
            timer = null;
        }
        if (timer == null) {
            schedule(nowNanos);
        }
    }

    /** Lets nothing but the limit count. */
    public void relax() {
        armed = false;
        if (limitNanos != NEVER) {
            set(limitNanos, System.nanoTime());
        }
    }

    /** Unsets the deadline and its limit. */
    public void clear() {
        armed = false;
        limitNanos = NEVER;
    }

    /** Unsets the deadline and forgets its timer; for the end of the connection. */
    public void close() {
        armed = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void schedule(long nowNanos) {
        timerNanos = atNanos;
        timer = loop.schedule(this::fired, Math.max(0, atNanos - nowNanos));
    }

    private void fired() {
        timer = null;
        if (!armed) {
            return;
        }
        long now = System.nanoTime();
        if (atNanos - now > 0) {
            schedule(now);
            return;
        }
        armed = false;
        action.run();
    }
}
