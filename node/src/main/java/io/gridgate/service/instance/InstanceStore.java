package io.gridgate.service.instance;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The port through which the last known instances are remembered, so that a node that starts while their source is down
 * has them.
 *
 * <p>Consistency: last writer wins by {@link StoredInstances#knownAt}. Without the grid or the disk: {@link #load} gives
 * null and the others do nothing but log; none of them throws for it.
 * <p>Deadline: each call returns within 2 s. Never called on a selector.
 *
 * <p>Thread-safety: thread-safe.
 */
public interface InstanceStore {

    /** Remembers these instances, unless newer ones are remembered. {@code key}: 1 to 512 printable ASCII characters. */
    void save(String key, StoredInstances instances);

    /** Returns what is remembered under that key, or null. */
    @Nullable
    StoredInstances load(String key);

    /** Forgets what is remembered under that key. */
    void remove(String key);

    /**
     * Calls the listener with the key soon after instances were saved under it, by any node; it must return at once. A change
     * may be missed: load now and then. A store of this node alone calls nobody.
     */
    void onChange(Consumer<String> listener);

    /** Returns a store that writes to all of these and reads the newest that any of them has. */
    static InstanceStore layered(List<InstanceStore> layers) {
        return new LayeredInstanceStore(layers);
    }
}
