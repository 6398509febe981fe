package io.gridgate.discovery;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that wait for the machine's name resolution, which blocks in native code: real ones, few, and gone when idle,
 * so that a silent name server holds nobody else up.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class LookupThreads implements Executor, AutoCloseable {

    private static final int THREADS = 4;
    private static final int WAITING_MAX = 10_000;
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX), Thread.ofPlatform().daemon().name("gridgate-lookup-", 0).factory());

    /** Creates the threads when they are needed. */
    public LookupThreads() {
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs the lookup soon.
     *
     * @throws java.util.concurrent.RejectedExecutionException after {@link #close} and when 10000 lookups wait
     */
    @Override
    public void execute(Runnable lookup) {
        threads.execute(lookup);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
