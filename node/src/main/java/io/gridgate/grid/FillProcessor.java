package io.gridgate.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.gridgate.cache.shared.FillState;
import io.gridgate.cache.shared.FillState.Step;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A step of a key's fetch. Its answer is the state after a claim, and the one before any other step.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class FillProcessor implements EntryProcessor<String, byte[], byte[]>, IdentifiedDataSerializable, HazelcastInstanceAware {

    private static final int VERSION = 1;

    private byte[] step;
    private @Nullable HazelcastInstance hazelcast;
    private byte @Nullable [] result;
    private long keptMillis;

    FillProcessor() {
        this(new byte[0]);
    }

    FillProcessor(byte[] step) {
        this.step = step;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        hazelcast = instance;
    }

    @Override
    public byte[] process(Map.Entry<String, byte[]> entry) {
        Step wanted = FillCodec.decodeStep(step);
        FillState before = FillCodec.decode(entry.getValue());
        FillState after = before.after(wanted, this::isLive);
        if (!after.equals(before)) {
            result = FillCodec.encode(after);
            set((ExtendedMapEntry<String, byte[]>) entry, result, after.isSameFetch(before) ? CounterResultProcessor.AS_BEFORE
                    : after.kept().toMillis());
        }
        return FillCodec.encode(wanted instanceof Step.Claim ? after : before);
    }

    /** That somebody waits for a fetch gives it no more time. */
    private void set(ExtendedMapEntry<String, byte[]> entry, byte[] octets, long millis) {
        keptMillis = millis;
        if (millis == CounterResultProcessor.AS_BEFORE) {
            entry.setValueWithoutChangingExpiryTime(octets);
        } else {
            entry.setValue(octets, millis, TimeUnit.MILLISECONDS);
        }
    }

    private boolean isLive(String member) {
        return hazelcast != null && hazelcast.getCluster().getMembers().stream().anyMatch(one -> one.getUuid().toString().equals(member));
    }

    @Override
    public @Nullable EntryProcessor<String, byte[], byte[]> getBackupProcessor() {
        return result == null ? null : new CounterResultProcessor(result, keptMillis);
    }

    @Override
    public int getFactoryId() {
        return GridFactory.ID;
    }

    @Override
    public int getClassId() {
        return GridFactory.FILL;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeByteArray(step);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        int version = in.readByte();
        byte[] read = in.readByteArray();
        if (version != VERSION || read == null) {
            throw new IOException("fill's step: version " + version + " (expected: " + VERSION + ")");
        }
        step = read;
    }
}
