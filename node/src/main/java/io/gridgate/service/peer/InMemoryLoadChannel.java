package io.gridgate.service.peer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A load channel of one process, heard by everybody at once; a test can make it fail as a grid does that is gone.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class InMemoryLoadChannel implements LoadChannel {

    private final List<Consumer<LoadReport>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger said = new AtomicInteger();
    private volatile boolean gone;

    @Override
    public boolean say(LoadReport report) {
        if (gone) {
            return false;
        }
        said.incrementAndGet();
        listeners.forEach(listener -> listener.accept(report));
        return true;
    }

    @Override
    public void onSaid(Consumer<LoadReport> listener) {
        listeners.add(listener);
    }

    /** Makes every report fail, or pass again. */
    public void gone(boolean now) {
        gone = now;
    }

    /** Returns how many reports passed. */
    public int said() {
        return said.get();
    }
}
