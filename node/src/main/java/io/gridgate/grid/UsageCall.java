package io.gridgate.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.gridgate.ratelimit.usage.UsageSource;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The question to a member how its limits are used; it is answered by the {@link UsageSource} in the member's user context.
 *
 * <p>Thread-safety: confined to the thread of the member's executor.
 */
final class UsageCall implements Callable<byte[]>, IdentifiedDataSerializable, HazelcastInstanceAware {

    /** Where a member's source is in its user context. */
    static final String SOURCE = "gridgate.usage";

    private static final int VERSION = 1;

    private int keys;
    private @Nullable HazelcastInstance hazelcast;

    UsageCall() {
        this(1);
    }

    UsageCall(int keys) {
        this.keys = keys;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        hazelcast = instance;
    }

    @Override
    public byte[] call() {
        Object source = hazelcast == null ? null : hazelcast.getUserContext().get(SOURCE);
        return UsageCodec.encode(source instanceof UsageSource usage ? usage.top(keys) : List.of());
    }

    @Override
    public int getFactoryId() {
        return GridFactory.ID;
    }

    @Override
    public int getClassId() {
        return GridFactory.USAGE_CALL;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeInt(keys);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        int version = in.readByte();
        if (version != VERSION) {
            throw new IOException("usage call: version " + version + " (expected: " + VERSION + ")");
        }
        keys = in.readInt();
    }
}
