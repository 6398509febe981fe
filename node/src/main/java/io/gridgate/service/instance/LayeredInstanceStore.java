package io.gridgate.service.instance;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An instance store over several others, such as the grid's and the disk's.
 *
 * <p>Thread-safety: thread-safe, as its layers are.
 */
final class LayeredInstanceStore implements InstanceStore {

    private final List<InstanceStore> layers;

    LayeredInstanceStore(List<InstanceStore> layers) {
        this.layers = List.copyOf(layers);
    }

    @Override
    public void save(String key, StoredInstances instances) {
        layers.forEach(layer -> layer.save(key, instances));
    }

    @Override
    public @Nullable StoredInstances load(String key) {
        StoredInstances newest = null;
        for (InstanceStore layer : layers) {
            StoredInstances loaded = layer.load(key);
            if (loaded != null && (newest == null || loaded.knownAt().isAfter(newest.knownAt()))) {
                newest = loaded;
            }
        }
        return newest;
    }

    @Override
    public void remove(String key) {
        layers.forEach(layer -> layer.remove(key));
    }

    @Override
    public void onChange(Consumer<String> listener) {
        layers.forEach(layer -> layer.onChange(listener));
    }
}
