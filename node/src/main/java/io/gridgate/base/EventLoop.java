package io.gridgate.base;

import java.util.concurrent.Executor;

/**
 * One selector thread and its queue of tasks and timers: the thread that an exchange never leaves.
 *
 * <p>Thread-safety: {@link #execute} and {@link #inLoop} may be called by any thread; {@link #schedule} and
 * {@link Timer#cancel} only on the loop itself, so that a timer needs no lock.
 */
public interface EventLoop extends Executor {

    /** Returns the position of this loop among its siblings, from 0. */
    int index();

    /** Returns whether the calling thread is this loop's thread. */
    boolean inLoop();

    /**
     * Runs the task on this loop, after the event that is being handled now. Never runs it inside the call. A task that
     * throws is logged and does not harm the loop. Tasks posted after the loop stopped are dropped.
     */
    @Override
    void execute(Runnable task);

    /**
     * Runs the task on this loop once, not before {@code delayNanos} (>= 0) are over and at most one wheel tick (a few
     * milliseconds) plus the loop's own delay later.
     */
    Timer schedule(Runnable task, long delayNanos);

    /** A task that waits for its time. */
    interface Timer {

        /** Forgets the task; does nothing when it ran or was cancelled before. */
        void cancel();
    }
}
