package io.gridgate.gateway;

import io.gridgate.base.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A loop whose tasks run when the test says so.
 *
 * <p>Thread-safety: confined to one test.
 */
record ManualLoop(int index, Queue<Runnable> tasks) implements EventLoop {

    ManualLoop(int index) {
        this(index, new ArrayDeque<>());
    }

    void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        throw new UnsupportedOperationException();
    }
}
