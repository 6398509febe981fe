package io.gridgate.grid;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step on one entry that says how long the resulting value is kept. Its backups get value and time instead of doing the step again.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
abstract class KeptProcessor extends StepProcessor implements HazelcastInstanceAware {

    private @Nullable HazelcastInstance hazelcast;
    private byte @Nullable [] result;
    private long keptMillis;

    KeptProcessor(byte[] argument) {
        super(argument);
    }

    @Override
    public final void setHazelcastInstance(HazelcastInstance instance) {
        hazelcast = instance;
    }

    /** Returns the member that does the step, which is the entry's owner. */
    final HazelcastInstance owner() {
        if (hazelcast == null) {
            throw new IllegalStateException("a step on an entry runs outside of the grid");
        }
        return hazelcast;
    }

    /** Returns the cluster as the entry's owner knows it. */
    final Cluster cluster() {
        return owner().getCluster();
    }

    /** Returns whether that is the id of a member. */
    final boolean isMember(String id) {
        return cluster().getMembers().stream().anyMatch(one -> one.getUuid().toString().equals(id));
    }

    /** Sets the value, here and on the backups, for so long, or for what is left of its time ({@link KeptResultProcessor#AS_BEFORE}). */
    final void keep(Map.Entry<String, byte[]> entry, byte[] value, long millis) {
        result = value;
        keptMillis = millis;
        KeptResultProcessor.set(entry, value, millis);
    }

    @Override
    public final @Nullable EntryProcessor<String, byte[], byte[]> getBackupProcessor() {
        return result == null ? null : new KeptResultProcessor(result, keptMillis);
    }
}
