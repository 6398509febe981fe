package io.gridgate.node;

import io.gridgate.service.instance.InstanceStore;
import io.gridgate.service.instance.StoredInstances;
import org.jspecify.annotations.Nullable;

/**
 * The instance store of the grid, for parts that are built before the node has joined it: until then it knows nothing.
 *
 * <p>Thread-safety: thread-safe; the one field is volatile and set once.
 */
final class LateInstanceStore implements InstanceStore {

    private volatile @Nullable InstanceStore joined;

    /** The node is in the grid. */
    void joined(InstanceStore store) {
        joined = store;
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
