package io.gridgate.grid;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import java.util.function.Consumer;

/**
 * Hears that an entry of a map is new, other than before, or gone.
 *
 * <p>Thread-safety: as its listener, which is called by the grid's event threads and must return at once.
 *
 * @param listener takes the key
 */
record ChangeListener(Consumer<String> listener)
        implements
            EntryAddedListener<String, byte[]>,
            EntryUpdatedListener<String, byte[]>,
            EntryRemovedListener<String, byte[]> {

    @Override
    public void entryAdded(EntryEvent<String, byte[]> event) {
        listener.accept(event.getKey());
    }

    @Override
    public void entryUpdated(EntryEvent<String, byte[]> event) {
        listener.accept(event.getKey());
    }

    @Override
    public void entryRemoved(EntryEvent<String, byte[]> event) {
        listener.accept(event.getKey());
    }
}
