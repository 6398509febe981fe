package io.gridgate.grid;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a counter that both sides of a split have: of each node the most that either side has booked.
 *
 * <p>Thread-safety: stateless.
 */
public final class CounterMergePolicy
        implements
            SplitBrainMergePolicy<byte[], MergingValue<byte[]>, byte[]>,
            IdentifiedDataSerializable {

    @Override
    public byte @Nullable [] merge(MergingValue<byte[]> merging, @Nullable MergingValue<byte[]> existing) {
        byte[] theirs = merging.getDeserializedValue();
        byte[] ours = existing == null ? null : existing.getDeserializedValue();
        return ours == null ? theirs : CounterStateCodec.encode(CounterStateCodec.decode(ours).merged(CounterStateCodec.decode(theirs)));
    }

    @Override
    public int getFactoryId() {
        return GridFactory.ID;
    }

    @Override
    public int getClassId() {
        return GridFactory.COUNTER_MERGE;
    }

    @Override
    public void writeData(ObjectDataOutput out) {
        // It has no state.
    }

    @Override
    public void readData(ObjectDataInput in) {
        // It has no state.
    }
}
