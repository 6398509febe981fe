package io.gridgate.service.instance;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An instance store that forgets with its process.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class InMemoryInstanceStore implements InstanceStore {

    private final Map<String, StoredInstances> stored = new ConcurrentHashMap<>();

    @Override
    public void save(String key, StoredInstances instances) {
        stored.merge(key, instances, (old, now) -> now.knownAt().isBefore(old.knownAt()) ? old : now);
    }

    @Override
    public @Nullable StoredInstances load(String key) {
        return stored.get(key);
    }

    @Override
    public void remove(String key) {
        stored.remove(key);
    }
}
