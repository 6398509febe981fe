package io.gridgate.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * An event channel of one process, heard by everybody at once; a test can make it fail as a grid does that is gone.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class InMemoryEventChannel implements EventChannel {

    private final List<Consumer<ToldEvent>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean gone;

    @Override
    public boolean tell(ToldEvent event) {
        if (gone) {
            return false;
        }
        listeners.forEach(listener -> listener.accept(event));
        return true;
    }

    @Override
    public void onTold(Consumer<ToldEvent> listener) {
        listeners.add(listener);
    }

    /** Loses every event, or passes them on again. */
    public void gone(boolean now) {
        gone = now;
    }
}
