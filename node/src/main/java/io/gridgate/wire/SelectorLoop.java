package io.gridgate.wire;

import io.gridgate.base.EventLoop;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.nio.SelectorRunner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of Grizzly's selector threads as an event loop: tasks and timers run between two selects.
 *
 * <p>Thread-safety: {@link #execute} and {@link #inLoop} by any thread; everything else is confined to the loop's thread.
 */
final class SelectorLoop implements EventLoop {

    private static final Logger LOG = LoggerFactory.getLogger(SelectorLoop.class);

    private final int index;
    private final ConcurrentLinkedQueue<Runnable> fromOutside = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Runnable> fromInside = new ArrayDeque<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicInteger connections = new AtomicInteger();
    private final TimerWheel wheel = new TimerWheel(System.nanoTime());
    private final BufferPool buffers = new BufferPool();
    private volatile @Nullable SelectorRunner runner;
    private volatile @Nullable Thread thread;

    SelectorLoop(int index) {
        this.index = index;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable task) {
        if (inLoop()) {
            fromInside.add(task);
            return;
        }
        fromOutside.add(task);
        SelectorRunner bound = runner;
        if (bound != null && woken.compareAndSet(false, true)) {
            Selector selector = bound.getSelector();
            if (selector != null) {
                selector.wakeup();
            }
        }
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        if (!inLoop()) {
            throw new IllegalStateException("thread: " + Thread.currentThread().getName() + " (expected: the loop's own)");
        }
        return wheel.schedule(task, System.nanoTime(), delayNanos);
    }

    BufferPool buffers() {
        return buffers;
    }

    /** Returns the number of open accepted connections. */
    AtomicInteger connections() {
        return connections;
    }

    int timers() {
        return wheel.size();
    }

    @Nullable
    SelectorRunner runner() {
        return runner;
    }

    /** The runner's thread calls it before its first select; tasks posted before are found by the drain that follows. */
    void bind(SelectorRunner selectorRunner) {
        runner = selectorRunner;
        thread = Thread.currentThread();
    }

    /** Waits until the loop's thread has ended; not for the loop itself. */
    void awaitEnd(long millis) {
        Thread running = thread;
        if (running == null || inLoop()) {
            return;
        }
        try {
            running.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the tasks that were there when the call began, and the timers that are due. */
    void runTasks() {
        woken.set(false);
        for (int n = fromInside.size(); n > 0; n--) {
            guard(fromInside.remove());
        }
        for (Runnable task = fromOutside.poll(); task != null; task = fromOutside.poll()) {
            guard(task);
        }
        if (wheel.size() > 0) {
            wheel.advance(System.nanoTime(), this::guard);
        }
    }

    /** Returns the milliseconds that a select may last: 0 when tasks wait, {@code maxMillis} when nothing does. */
    long selectMillis(long maxMillis) {
        if (!fromInside.isEmpty()) {
            return 0;
        }
        if (wheel.size() == 0) {
            return maxMillis;
        }
        return Math.min(maxMillis, (wheel.nanosToNext(System.nanoTime()) + 999_999) / 1_000_000);
    }

    private void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError | AssertionError e) {
            LOG.atError().setCause(e).addKeyValue("loop", index).log("a task of the loop failed");
        }
    }

    @Override
    public String toString() {
        return "loop-" + index;
    }
}
