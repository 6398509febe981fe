package io.gridgate.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;

/**
 * A step on one entry as it goes from member to member: what it is done with is octets, the format's version before them.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
abstract class StepProcessor implements EntryProcessor<String, byte[], byte[]>, IdentifiedDataSerializable {

    private static final int VERSION = 1;

    private byte[] argument;

    StepProcessor(byte[] argument) {
        this.argument = argument;
    }

    final byte[] argument() {
        return argument;
    }

    @Override
    public final int getFactoryId() {
        return GridFactory.ID;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeByteArray(argument);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        int version = in.readByte();
        byte[] read = in.readByteArray();
        if (version != VERSION || read == null) {
            throw new IOException("entry processor: version " + version + " (expected: " + VERSION + ")");
        }
        argument = read;
    }
}
