package io.gridgate.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The value that a step resulted in and how long it is kept, on its way to a backup.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class KeptResultProcessor implements EntryProcessor<String, byte[], byte[]>, IdentifiedDataSerializable {

    /** For {@code keptMillis}: what is left of the time that it has. */
    static final long AS_BEFORE = -1;
    private static final int VERSION = 1;

    private byte[] state;
    private long keptMillis;

    KeptResultProcessor() {
        this(new byte[0], 0);
    }

    KeptResultProcessor(byte[] state, long keptMillis) {
        this.state = state;
        this.keptMillis = keptMillis;
    }

    @Override
    public byte @Nullable [] process(Map.Entry<String, byte[]> entry) {
        set(entry, state, keptMillis);
        return null;
    }

    static void set(Map.Entry<String, byte[]> entry, byte[] value, long keptMillis) {
        ExtendedMapEntry<String, byte[]> extended = (ExtendedMapEntry<String, byte[]>) entry;
        if (keptMillis == AS_BEFORE) {
            extended.setValueWithoutChangingExpiryTime(value);
        } else {
            extended.setValue(value, keptMillis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public @Nullable EntryProcessor<String, byte[], byte[]> getBackupProcessor() {
        return null;
    }

    @Override
    public int getFactoryId() {
        return GridFactory.ID;
    }

    @Override
    public int getClassId() {
        return GridFactory.KEPT_RESULT;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeByteArray(state);
        out.writeLong(keptMillis);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        int version = in.readByte();
        byte[] read = in.readByteArray();
        keptMillis = in.readLong();
        if (version != VERSION || read == null) {
            throw new IOException("result of a step: version " + version + " (expected: " + VERSION + ")");
        }
        state = read;
    }
}
