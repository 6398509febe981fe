package io.gridgate.service.instance;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An instance store that forgets with its process.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class InMemoryInstanceStore implements InstanceStore {

    private final Map<String, StoredInstances> stored = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public void save(String key, StoredInstances instances) {
        stored.merge(key, instances, (old, now) -> now.knownAt().isBefore(old.knownAt()) ? old : now);
        listeners.forEach(listener -> listener.accept(key));
    }

    @Override
    public @Nullable StoredInstances load(String key) {
        return stored.get(key);
    }

    @Override
    public void remove(String key) {
        stored.remove(key);
    }

    @Override
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }
}
