package io.gridgate.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.gridgate.rollout.BoardException;
import io.gridgate.service.instance.InstanceStore;
import io.gridgate.service.instance.StoredInstances;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last known instances of discovered services as entries of the grid, for nodes that join while their source is down.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HazelcastInstanceStore implements InstanceStore {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastInstanceStore.class);

    private final IMap<String, byte[]> instances;

    HazelcastInstanceStore(HazelcastInstance hazelcast) {
        instances = hazelcast.getMap(GridMap.INSTANCES.mapName());
    }

    @Override
    public void save(String key, StoredInstances stored) {
        try {
            byte[] value = StoredInstancesCodec.encode(stored);
            var _ = GridCall.await("save instances", () -> instances.submitToKey(key, new NewerInstancesProcessor(value)));
        } catch (BoardException e) {
            LOG.atWarn().setMessage("instances not saved in the grid").addKeyValue("key", key).addKeyValue("reason", e.getMessage()).log();
        }
    }

    @Override
    public @Nullable StoredInstances load(String key) {
        try {
            byte[] value = GridCall.await("load instances", () -> instances.getAsync(key));
            return value == null ? null : StoredInstancesCodec.decode(value);
        } catch (BoardException | IllegalArgumentException e) {
            LOG.atWarn().setMessage("instances not loaded from the grid").addKeyValue("key", key).addKeyValue("reason", e.getMessage())
                    .log();
            return null;
        }
    }

    @Override
    public void onChange(Consumer<String> listener) {
        instances.addEntryListener(new ChangeListener(listener), false);
    }

    @Override
    public void remove(String key) {
        try {
            var _ = GridCall.await("remove instances", () -> instances.deleteAsync(key));
        } catch (BoardException e) {
            LOG.atWarn().setMessage("instances not removed from the grid").addKeyValue("key", key).addKeyValue("reason", e.getMessage())
                    .log();
        }
    }
}
