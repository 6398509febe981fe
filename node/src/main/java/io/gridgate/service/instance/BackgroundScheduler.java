package io.gridgate.service.instance;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scheduler of one daemon thread that keeps the time and hands each task to a virtual thread.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class BackgroundScheduler implements Scheduler, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundScheduler.class);

    private final ScheduledThreadPoolExecutor timer;

    /** Creates a scheduler whose thread bears that name. */
    public BackgroundScheduler(String name) {
        timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Task schedule(Duration delay, Runnable task) {
        try {
            ScheduledFuture<?> waiting = timer.schedule(() -> start(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> waiting.cancel(false);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("background work dropped, the node stops");
            return () -> {};
        }
    }

    private static void start(Runnable task) {
        Thread.ofVirtual().name("gridgate-background-task").start(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("background work failed");
            }
        });
    }

    /** Drops what waits; what runs ends by itself. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
