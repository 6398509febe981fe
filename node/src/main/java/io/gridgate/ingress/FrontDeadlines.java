package io.gridgate.ingress;

import io.gridgate.base.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The three moments that a connection of a client waits for at the most, behind one timer: octets that must come, octets that must
 * go, and the next probe of a client that ended its half. A moment that moves on costs a field; the timer is set anew only when
 * it would fire too late.
 *
 * <p>Thread-safety: confined to its loop.
 */
final class FrontDeadlines {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long PROBE_FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PROBE_SECOND_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long PROBE_NEXT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final FrontListener front;
    private final EventLoop loop;
    private final Runnable onTimer;
    private long read = NEVER;
    private long write = NEVER;
    private long probe = NEVER;
    private boolean probed;
    private long timerNanos;
    private EventLoop.@Nullable Timer timer;

    /** Creates deadlines that are not set; {@code onTimer} runs on the loop when one may have passed. */
    FrontDeadlines(FrontListener front, EventLoop loop, Runnable onTimer) {
        this.front = front;
        this.loop = loop;
        this.onTimer = onTimer;
    }

    // ---- octets that must come; they count from the next arm()

    /** A connection that has been idle since then must bring a request. */
    void awaitRequest(long idleSinceNanos) {
        read = idleSinceNanos + (front.isDraining() ? FrontListener.DRAIN_IDLE_NANOS : front.idleNanos());
    }

    /** The head of a request must be complete, or the first one begin. */
    void awaitHead() {
        read = System.nanoTime() + front.headerTimeoutNanos();
    }

    /** More of a body must come. */
    void awaitBody() {
        read = System.nanoTime() + front.idleNanos();
    }

    /** The rest of a request that was answered must come. */
    void awaitRest() {
        read = System.nanoTime() + REST_NANOS;
    }

    /** The client must have read its answer and end the connection. */
    void awaitEnd() {
        read = System.nanoTime() + LINGER_NANOS;
    }

    /** Nothing has to come from the client. */
    void awaitNothing() {
        read = NEVER;
    }

    boolean isReadDue(long now) {
        return read <= now;
    }

    // ---- octets that must go

    /** The client must take something of what waits. */
    void awaitWritten() {
        write = System.nanoTime() + front.idleNanos();
    }

    /** Nothing waits to be sent. */
    void allWritten() {
        write = NEVER;
    }

    boolean isWriteSet() {
        return write != NEVER;
    }

    boolean isWriteDue(long now) {
        return write <= now;
    }

    // ---- the probe of a client that ended its half

    /** Begins to probe. */
    void probeFirst() {
        probed = false;
        probe = System.nanoTime() + PROBE_FIRST_NANOS;
    }

    /** Sets when the next probe is due: the second one comes soon, since it tells what the first one led to. */
    void probeAgain(long now) {
        probe = now + (probed ? PROBE_NEXT_NANOS : PROBE_SECOND_NANOS);
        probed = true;
    }

    void probeNoMore() {
        probe = NEVER;
    }

    boolean isProbeDue(long now) {
        return probe <= now;
    }

    // ---- the timer

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
