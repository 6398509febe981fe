package io.gridgate.grid;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step on one entry that says how long the resulting value is kept; its argument and value are octets. Its backups get value and time instead of
 * doing the step again.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
abstract class KeptProcessor implements EntryProcessor<String, byte[], byte[]>, IdentifiedDataSerializable, HazelcastInstanceAware {

    private static final int VERSION = 1;

    private byte[] argument;
    private @Nullable HazelcastInstance hazelcast;
    private byte @Nullable [] result;
    private long keptMillis;

    KeptProcessor(byte[] argument) {
        this.argument = argument;
    }

    @Override
    public final void setHazelcastInstance(HazelcastInstance instance) {
        hazelcast = instance;
    }

    final byte[] argument() {
        return argument;
    }

    /** Returns the cluster as the entry's owner knows it. */
    final Cluster cluster() {
        if (hazelcast == null) {
            throw new IllegalStateException("a step on an entry runs outside of the grid");
        }
        return hazelcast.getCluster();
    }

    /** Returns whether that is the id of a member; outside of a grid nobody is one. */
    final boolean isMember(String id) {
        return hazelcast != null && hazelcast.getCluster().getMembers().stream().anyMatch(one -> one.getUuid().toString().equals(id));
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

    @Override
    public final int getFactoryId() {
        return GridFactory.ID;
    }

    @Override
    public final void writeData(ObjectDataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeByteArray(argument);
    }

    @Override
    public final void readData(ObjectDataInput in) throws IOException {
        int version = in.readByte();
        byte[] read = in.readByteArray();
        if (version != VERSION || read == null) {
            throw new IOException("entry processor: version " + version + " (expected: " + VERSION + ")");
        }
        argument = read;
    }
}
