package io.gridgate.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterState;
import io.gridgate.ratelimit.counter.Grant;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A step of a rate limit's counter; its answer is the {@link Grant}.
 *
 * <p>The clock is the grid's, as the owner knows it. The backup gets the state that resulted, also when nothing changed: an ask is repeated because its
 * outcome was unclear, and what made it unclear may be that no backup has it.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class CounterProcessor implements EntryProcessor<String, byte[], byte[]>, IdentifiedDataSerializable, HazelcastInstanceAware {

    private static final int VERSION = 1;
    private static final byte[] NOTHING = {};
    private static final long KEPT_MILLIS_MAX = TimeUnit.DAYS.toMillis(3650);

    private byte[] step;
    private @Nullable HazelcastInstance hazelcast;
    private byte @Nullable [] result;
    private long keptMillis;

    CounterProcessor() {
        this(NOTHING);
    }

    CounterProcessor(byte[] step) {
        this.step = step;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        hazelcast = instance;
    }

    @Override
    public byte[] process(Map.Entry<String, byte[]> entry) {
        if (hazelcast == null) {
            throw new IllegalStateException("a counter's step runs outside of the grid");
        }
        long now = hazelcast.getCluster().getClusterTime();
        CounterState before = CounterStateCodec.decode(entry.getValue());
        return switch (CounterStepCodec.decode(step)) {
            case CounterStepCodec.Step.Asked(CounterRule rule, var ask) -> {
                CounterState.Answered answered = before.ask(rule, ask, now);
                keep(entry, rule, answered.state());
                yield GrantCodec.encode(answered.grant());
            }
            case CounterStepCodec.Step.GivenBack(CounterRule rule, long holder, long id, long units) -> {
                keep(entry, rule, before.giveBack(rule, holder, id, units, now));
                yield NOTHING;
            }
        };
    }

    private void keep(Map.Entry<String, byte[]> entry, CounterRule rule, CounterState state) {
        if (state.equals(CounterState.EMPTY)) {
            return;
        }
        result = CounterStateCodec.encode(state);
        keptMillis = Math.min(rule.keptMillis(), KEPT_MILLIS_MAX);
        ((ExtendedMapEntry<String, byte[]>) entry).setValue(result, keptMillis, TimeUnit.MILLISECONDS);
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
        return GridFactory.COUNTER;
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
            throw new IOException("counter's step: version " + version + " (expected: " + VERSION + ")");
        }
        step = read;
    }
}
