package io.gridgate.ingress;

import io.gridgate.base.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The three moments that a connection of a client waits for at the most, behind one timer: octets that must come, octets that must
 * go, and the next probe of a client that ended its half. A moment that moves on costs a field; the timer is set anew only when
 * it would fire too late.
 *
 * <p>Thread-safety: confined to its loop.
 */
final class FrontDeadlines {

    /** Nothing is waited for. */
    static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Runnable onTimer;
    private long read = NEVER;
    private long write = NEVER;
    private long probe = NEVER;
    private long timerNanos;
    private EventLoop.@Nullable Timer timer;

    /** Creates deadlines that are not set; {@code onTimer} runs on the loop when one may have passed. */
    FrontDeadlines(EventLoop loop, Runnable onTimer) {
        this.loop = loop;
        this.onTimer = onTimer;
    }

    /** Sets when octets must have come, in {@code System.nanoTime}, or {@link #NEVER}; {@link #arm} makes it count. */
    void read(long nanos) {
        read = nanos;
    }

    /** Sets when octets must have gone, or {@link #NEVER}. */
    void write(long nanos) {
        write = nanos;
    }

    /** Sets when the client is probed next, or {@link #NEVER}. */
    void probe(long nanos) {
        probe = nanos;
    }

    boolean isReadDue(long now) {
        return read <= now;
    }

    boolean isWriteDue(long now) {
        return write <= now;
    }

    boolean isProbeDue(long now) {
        return probe <= now;
    }

    boolean isWriteSet() {
        return write != NEVER;
    }

    /** Makes sure that the timer runs at the earliest deadline or before. */
    void arm() {
        long next = Math.min(Math.min(read, write), probe);
        if (next == NEVER || timer != null && timerNanos <= next) {
            return;
        }
        cancel();
        timerNanos = next;
        timer = loop.schedule(this::fired, next - System.nanoTime());
    }

    private void fired() {
        timer = null;
        onTimer.run();
    }

    /** Forgets the timer; the next {@link #arm} sets another. */
    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
