package io.gridgate.grid;

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
 * Stores octets of answers if their owner has room. If it has not, nothing stays under the key but an empty value for a moment, and with that the grid
 * lets go of something that was not asked for in a long time.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class CachePutProcessor implements EntryProcessor<String, byte[], byte[]>, IdentifiedDataSerializable, HazelcastInstanceAware {

    private static final int VERSION = 1;
    private static final byte[] NOTHING = {};
    private static final long NOTHING_MILLIS = 1_000;

    private byte[] octets;
    private long keptMillis;
    private @Nullable HazelcastInstance hazelcast;

    CachePutProcessor() {
        this(NOTHING, 0);
    }

    CachePutProcessor(byte[] octets, long keptMillis) {
        this.octets = octets;
        this.keptMillis = keptMillis;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        hazelcast = instance;
    }

    @Override
    public byte @Nullable [] process(Map.Entry<String, byte[]> entry) {
        Object room = hazelcast == null ? null : hazelcast.getUserContext().get(CacheRoom.NAME);
        if (!(room instanceof CacheRoom here && here.take(octets.length))) {
            octets = NOTHING;
            keptMillis = NOTHING_MILLIS;
        }
        KeptResultProcessor.set(entry, octets, keptMillis);
        return null;
    }

    @Override
    public EntryProcessor<String, byte[], byte[]> getBackupProcessor() {
        return new KeptResultProcessor(octets, keptMillis);
    }

    @Override
    public int getFactoryId() {
        return GridFactory.ID;
    }

    @Override
    public int getClassId() {
        return GridFactory.CACHE_PUT;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeByteArray(octets);
        out.writeLong(keptMillis);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        int version = in.readByte();
        byte[] read = in.readByteArray();
        keptMillis = in.readLong();
        if (version != VERSION || read == null) {
            throw new IOException("stored answers: version " + version + " (expected: " + VERSION + ")");
        }
        octets = read;
    }
}
