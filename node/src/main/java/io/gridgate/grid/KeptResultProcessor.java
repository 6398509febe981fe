package io.gridgate.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The value that a step resulted in and how long it is kept, on its way to a backup.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class KeptResultProcessor extends StepProcessor {

    /** For {@code keptMillis}: what is left of the time that it has. */
    static final long AS_BEFORE = -1;

    private long keptMillis;

    KeptResultProcessor() {
        this(new byte[0], 0);
    }

    KeptResultProcessor(byte[] value, long keptMillis) {
        super(value);
        this.keptMillis = keptMillis;
    }

    @Override
    public byte @Nullable [] process(Map.Entry<String, byte[]> entry) {
        set(entry, argument(), keptMillis);
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
    public int getClassId() {
        return GridFactory.KEPT_RESULT;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        super.writeData(out);
        out.writeLong(keptMillis);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        super.readData(in);
        keptMillis = in.readLong();
    }
}
