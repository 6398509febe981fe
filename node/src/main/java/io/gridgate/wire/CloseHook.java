package io.gridgate.wire;

import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Closeable;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * What is done when a connection closes, by whichever side.
 *
 * <p>Thread-safety: that of the task.
 */
final class CloseHook implements CloseListener<Closeable, CloseType> {

    private final Runnable task;

    private CloseHook(Runnable task) {
        this.task = task;
    }

    /** Runs the task once when the connection closes, at once if it is closed. */
    static void on(NIOConnection connection, Runnable task) {
        connection.addCloseListener(new CloseHook(task));
    }

    @Override
    public void onClosed(Closeable connection, CloseType type) {
        task.run();
    }
}
