package io.gridgate.node;

import io.gridgate.service.instance.InstanceStore;
import io.gridgate.service.instance.StoredInstances;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The instance store of the grid, for parts that are built before the node has joined it: until then it knows nothing.
 *
 * <p>Thread-safety: thread-safe; the store is volatile and set once, who waits for it is guarded by this.
 */
final class LateInstanceStore implements InstanceStore {

    private final List<Consumer<String>> waiting = new ArrayList<>();
    private volatile @Nullable InstanceStore joined;

    /** The node is in the grid. */
    synchronized void joined(InstanceStore store) {
        joined = store;
        waiting.forEach(store::onChange);
        waiting.clear();
    }

    @Override
    public synchronized void onChange(Consumer<String> listener) {
        InstanceStore store = joined;
        if (store == null) {
            waiting.add(listener);
        } else {
            store.onChange(listener);
        }
    }

    @Override
    public void save(String key, StoredInstances instances) {
        InstanceStore store = joined;
        if (store != null) {
            store.save(key, instances);
        }
    }

    @Override
    public @Nullable StoredInstances load(String key) {
        InstanceStore store = joined;
        return store == null ? null : store.load(key);
    }

    @Override
    public void remove(String key) {
        InstanceStore store = joined;
        if (store != null) {
            store.remove(key);
        }
    }
}
