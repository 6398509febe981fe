package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import io.gridgate.cache.shared.FillState;
import io.gridgate.cache.shared.FillState.Step;
import io.gridgate.cache.shared.KeyFill;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FillProcessorTest {

    private static final long AS_BEFORE = -1;
    private static final UUID ONE = new UUID(0, 1);

    private long now = 1_000;
    private final Entry owners = new Entry();
    private final Entry backups = new Entry();
    private final Member member = Fake.of(Member.class, (_, _) -> ONE);
    private final Cluster cluster = Fake.of(Cluster.class, (name, _) -> name.equals("getClusterTime") ? now : Set.of(member));
    private final HazelcastInstance hazelcast = Fake.of(HazelcastInstance.class, (_, _) -> cluster);

    @Test
    void thatSomebodyWaitsGivesAClaimNoMoreTime() {
        step(new Step.Claim(ONE.toString(), 7, 0));
        step(new Step.Claim("other", 8, 0));
        step(new Step.Settle(ONE.toString(), 7, FillState.Ending.LANDED));
        assertThat(owners.times).containsExactly(30_000L, AS_BEFORE, 5_000L);
        assertThat(backups.times).isEqualTo(owners.times);
        assertThat(backups.value).isEqualTo(owners.value);
    }

    @Test
    void whatIsClaimedAfterADropComesAfterItAndWhatWasBeforeDoesNot() {
        long claimed = step(new Step.Claim(ONE.toString(), 7, 0)).order();
        assertThat(claimed).isEqualTo(1_000);
        KeyFill dropped = step(new Step.Drop());
        assertThat(dropped.order()).isGreaterThan(claimed);
        assertThat(dropped.state()).as("before").isEqualTo(new FillState.Filling(ONE.toString(), 7, false));
        assertThat(step(new Step.Claim(ONE.toString(), 8, 0)).order()).isGreaterThan(dropped.order());

        now = 2_000;
        assertThat(step(new Step.Drop()).order()).isEqualTo(2_000);
        now = 1_500;
        assertThat(step(new Step.Drop()).order()).as("another owner's clock").isEqualTo(2_001);
    }

    private KeyFill step(Step step) {
        FillProcessor processor = new FillProcessor(FillCodec.encode(step));
        processor.setHazelcastInstance(hazelcast);
        KeyFill answer = FillCodec.decode(processor.process(owners));
        EntryProcessor<String, byte[], byte[]> backup = processor.getBackupProcessor();
        assertThat(backup).isNotNull();
        backup.process(backups);
        return answer;
    }

    /** An entry that remembers how long each value was to be kept. */
    private static final class Entry implements ExtendedMapEntry<String, byte[]> {
        private final List<Long> times = new ArrayList<>();
        private byte @Nullable [] value;

        @Override
        public String getKey() {
            return "key";
        }

        @Override
        public byte @Nullable [] getValue() {
            return value;
        }

        @Override
        public byte @Nullable [] setValue(byte[] to) {
            return setValue(to, 0, TimeUnit.MILLISECONDS);
        }

        @Override
        public byte @Nullable [] setValue(byte[] to, long kept, TimeUnit unit) {
            times.add(unit.toMillis(kept));
            byte[] before = value;
            value = to;
            return before;
        }

        @Override
        public byte @Nullable [] setValueWithoutChangingExpiryTime(byte[] to) {
            return setValue(to, AS_BEFORE, TimeUnit.MILLISECONDS);
        }
    }
}
