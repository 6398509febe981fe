package io.gridgate.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step on one entry whose argument and value are octets; its backups get the resulting value instead of doing the step again.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
abstract class OctetsProcessor implements EntryProcessor<String, byte[], byte[]>, IdentifiedDataSerializable {

    private static final int VERSION = 1;

    private byte[] argument;
    private byte @Nullable [] result;

    OctetsProcessor(byte[] argument) {
        this.argument = argument;
    }

    /** Returns the value after the step; null if nothing changes. */
    abstract byte @Nullable [] step(byte @Nullable [] before, byte[] argument);

    @Override
    public final byte @Nullable [] process(Map.Entry<String, byte[]> entry) {
        byte[] before = entry.getValue();
        byte[] after = step(before, argument);
        if (after == null) {
            return before;
        }
        result = after;
        entry.setValue(after);
        return after;
    }

    @Override
    public final @Nullable EntryProcessor<String, byte[], byte[]> getBackupProcessor() {
        return result == null ? null : new ResultProcessor(result);
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
