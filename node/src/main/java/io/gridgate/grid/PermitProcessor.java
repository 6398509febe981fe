package io.gridgate.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.gridgate.ratelimit.permit.PermitState;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An ask for permits of a concurrency limit; its answer is how many the node may have under way.
 *
 * <p>The clock is the grid's and the members are those that the owner knows. The backup gets the state that resulted, also when nothing changed: an
 * ask is repeated because its outcome was unclear, and what made it unclear may be that no backup has it.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class PermitProcessor implements EntryProcessor<String, byte[], byte[]>, IdentifiedDataSerializable, HazelcastInstanceAware {

    private static final int VERSION = 1;

    private byte[] ask;
    private @Nullable HazelcastInstance hazelcast;
    private byte @Nullable [] result;
    private long keptMillis;

    PermitProcessor() {
        this(new byte[0]);
    }

    PermitProcessor(byte[] ask) {
        this.ask = ask;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        hazelcast = instance;
    }

    @Override
    public byte[] process(Map.Entry<String, byte[]> entry) {
        if (hazelcast == null) {
            throw new IllegalStateException("an ask for permits runs outside of the grid");
        }
        Set<Member> members = hazelcast.getCluster().getMembers();
        PermitState.Answered answered = PermitCodec.decode(entry.getValue()).ask(PermitCodec.decodeAsk(ask),
                id -> members.stream().anyMatch(member -> member.getUuid().toString().equals(id)),
                hazelcast.getCluster().getClusterTime());
        result = PermitCodec.encode(answered.state());
        keptMillis = answered.state().keptMillis();
        ((ExtendedMapEntry<String, byte[]>) entry).setValue(result, keptMillis, TimeUnit.MILLISECONDS);
        return PermitCodec.encodeHeld(answered.held());
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
        return GridFactory.PERMIT;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeByteArray(ask);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        int version = in.readByte();
        byte[] read = in.readByteArray();
        if (version != VERSION || read == null) {
            throw new IOException("ask for permits: version " + version + " (expected: " + VERSION + ")");
        }
        ask = read;
    }
}
