package io.gridgate.service.instance;

import java.time.Duration;

/**
 * The port through which background work waits for its time, off every selector.
 *
 * <p>Thread-safety: thread-safe.
 */
public interface Scheduler {

    /** Runs the task once, not before the delay is over, on a thread where it may block for a while. */
    Task schedule(Duration delay, Runnable task);

    /** Work that waits for its time. */
    interface Task {

        /** Forgets the work; does nothing when it ran, runs or was cancelled before. */
        void cancel();
    }
}
