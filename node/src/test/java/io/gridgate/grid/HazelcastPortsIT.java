package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.cache.PurgeBoard;
import io.gridgate.cache.PurgeBoardContract;
import io.gridgate.cache.shared.CacheStore;
import io.gridgate.cache.shared.CacheStoreContract;
import io.gridgate.cache.shared.FillState;
import io.gridgate.event.EventChannel;
import io.gridgate.event.EventChannelContract;
import io.gridgate.ratelimit.counter.CounterStore;
import io.gridgate.ratelimit.counter.CounterStoreContract;
import io.gridgate.ratelimit.permit.PermitStore;
import io.gridgate.ratelimit.permit.PermitStoreContract;
import io.gridgate.ratelimit.usage.UsagePeers;
import io.gridgate.ratelimit.usage.UsagePeersContract;
import io.gridgate.rollout.DocumentShelf;
import io.gridgate.rollout.DocumentShelfContract;
import io.gridgate.rollout.RevisionBoard;
import io.gridgate.rollout.RevisionBoardContract;
import io.gridgate.service.breaker.BreakerStore;
import io.gridgate.service.breaker.BreakerStoreContract;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.StoredInstances;
import io.gridgate.service.peer.HealthBoard;
import io.gridgate.service.peer.HealthBoardContract;
import io.gridgate.service.peer.LoadChannel;
import io.gridgate.service.peer.LoadChannelContract;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class HazelcastPortsIT {

    private static final Members MEMBERS = new Members();
    private static GridMember one;
    private static GridMember two;

    @BeforeAll
    static void join() throws GridRefusedException {
        one = MEMBERS.start("gw-1");
        two = MEMBERS.start("gw-2");
        MEMBERS.awaitSize(2);
    }

    @AfterAll
    static void leave() {
        MEMBERS.close();
    }

    @Nested
    final class Board extends RevisionBoardContract {

        @Override
        protected void reset() {
            one.clear();
        }

        @Override
        protected RevisionBoard board() {
            return one.board();
        }

        @Override
        protected RevisionBoard otherBoard() {
            return two.board();
        }

        @Override
        protected String memberId() {
            return one.membership().self().id();
        }
    }

    @Nested
    final class Shelf extends DocumentShelfContract {

        @Override
        protected DocumentShelf shelf() {
            return one.shelf();
        }

        @Override
        protected DocumentShelf otherShelf() {
            return two.shelf();
        }
    }

    @Nested
    final class Purges extends PurgeBoardContract {

        @Override
        protected PurgeBoard board() {
            return one.purges();
        }

        @Override
        protected PurgeBoard otherBoard() {
            return two.purges();
        }
    }

    @Nested
    final class Cache extends CacheStoreContract {

        @Override
        protected CacheStore store() {
            return one.cache();
        }

        @Override
        protected CacheStore otherStore() {
            return two.cache();
        }

        @Test
        void aFullGridDropsOrEvictsAndStaysWithinItsBound() {
            byte[] large = new byte[256 << 10];
            Set<FillState.Ending> endings = EnumSet.noneOf(FillState.Ending.class);
            for (int i = 0; i < 200; i++) {
                CacheStore.Load load = new CacheStore.Load(i % 3 == 0 ? new byte[1 << 10] : large, Duration.ofMinutes(1));
                String key = "full " + i;
                endings.add(answer(one.cache().settle(key, granted(one.cache(), key, 7, 0), FillState.Ending.LANDED, load)));
            }
            assertThat(endings).as("what there was no room for is said to stay on its node").containsExactlyInAnyOrder(
                    FillState.Ending.LANDED,
                    FillState.Ending.STAYED);
            assertThat(one.cache().held().octets()).isPositive().isLessThanOrEqualTo(Members.CACHE_OCTETS + (1 << 20));
            assertThat(two.cache().held().octets()).isPositive().isLessThanOrEqualTo(Members.CACHE_OCTETS + (1 << 20));
            assertThat(one.cache().held().entries() + two.cache().held().entries()).isPositive();
            assertThat(one.cache().held().evictions() + two.cache().held().evictions()).isPositive();
        }

        @Test
        void copiesLeaveWithWhatTheyAreCopiesOf() {
            for (int i = 0; i < 2_000; i++) {
                settle("churn " + i);
                if (i % 50 == 0) {
                    assertThat(one.cache().held().octets()).isLessThanOrEqualTo(2L * Members.CACHE_OCTETS);
                    assertThat(two.cache().held().octets()).isLessThanOrEqualTo(2L * Members.CACHE_OCTETS);
                }
            }
            assertThat(one.cache().held().evictions() + two.cache().held().evictions()).isGreaterThan(100);
        }

        @Test
        void whatComesWhenItsClaimCannotStandAnyMoreIsNotStored() {
            CacheStore.Load load = new CacheStore.Load(new byte[1], Duration.ofMinutes(1));
            CacheStore.Claim claim = granted(one.cache(), "late", 7, 0);
            CacheStore.Claim late = new CacheStore.Claim(7, claim.order() - Duration.ofSeconds(30).toMillis(), 0);
            assertThat(answer(one.cache().settle("late", late, FillState.Ending.LANDED, load))).isEqualTo(FillState.Ending.STAYED);
            assertThat(answer(two.cache().look("late"))).isEmpty();
        }

        @Test
        void aFullGridLetsGoOfOldAnswersWhereverTheyAre() {
            for (int i = 0; i < 100; i++) {
                settle("old " + i);
            }
            AtomicLong keys = new AtomicLong();
            for (int i = 0; i < 5; i++) {
                Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
                    String key = "new " + keys.incrementAndGet();
                    return settle(key) == FillState.Ending.LANDED && answer(one.cache().look(key)).length > 0;
                });
            }
        }

        private FillState.Ending settle(String key) {
            CacheStore.Load load = new CacheStore.Load(new byte[256 << 10], Duration.ofMinutes(1));
            return answer(one.cache().settle(key, granted(one.cache(), key, 7, 0), FillState.Ending.LANDED, load));
        }
    }

    @Nested
    final class Breakers extends BreakerStoreContract {

        @Override
        protected BreakerStore store() {
            return one.breakers();
        }

        @Override
        protected BreakerStore otherStore() {
            return two.breakers();
        }
    }

    @Nested
    final class Counters extends CounterStoreContract {

        @Override
        protected CounterStore store() {
            return one.counters();
        }

        @Override
        protected CounterStore otherStore() {
            return two.counters();
        }
    }

    @Nested
    final class Permits extends PermitStoreContract {

        @Override
        protected PermitStore store() {
            return one.permits();
        }

        @Override
        protected PermitStore otherStore() {
            return two.permits();
        }
    }

    @Nested
    final class Usage extends UsagePeersContract {

        @Override
        protected UsagePeers peers() {
            return one.usage();
        }

        @Override
        protected UsagePeers otherPeers() {
            return two.usage();
        }
    }

    @Nested
    final class Health extends HealthBoardContract {

        @Override
        protected HealthBoard board() {
            return one.peers().health();
        }

        @Override
        protected HealthBoard otherBoard() {
            return two.peers().health();
        }
    }

    @Nested
    final class Loads extends LoadChannelContract {

        @Override
        protected LoadChannel channel() {
            return one.peers().loads();
        }

        @Override
        protected LoadChannel otherChannel() {
            return two.peers().loads();
        }
    }

    @Nested
    final class Events extends EventChannelContract {

        @Override
        protected EventChannel channel() {
            return one.events();
        }

        @Override
        protected EventChannel otherChannel() {
            return two.events();
        }
    }

    @Test
    void bothAreOnTheRosterOfEach() {
        assertThat(one.peers().roster().self()).isEqualTo("gw-1");
        assertThat(two.peers().roster().self()).isEqualTo("gw-2");
        assertThat(one.peers().roster().nodes()).containsExactly("gw-1", "gw-2");
        assertThat(two.peers().roster().nodes()).containsExactly("gw-1", "gw-2");
    }

    @Test
    void whatOneSavesTheOtherHears() {
        List<String> keys = new CopyOnWriteArrayList<>();
        two.instances().onChange(keys::add);

        one.instances().save("consul:order", new StoredInstances(List.of(), Instant.ofEpochSecond(1)));

        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(keys).containsExactly("consul:order"));
    }

    @Test
    void latestInstancesWinAndAreSeenByTheOthers() {
        // Given
        StoredInstances older = new StoredInstances(List.of(KnownInstance.of("10.0.0.1:80")), Instant.ofEpochSecond(1));
        StoredInstances newer = new StoredInstances(List.of(KnownInstance.of("10.0.0.2:80")), Instant.ofEpochSecond(2));
        // When
        one.instances().save("consul:user", newer);
        two.instances().save("consul:user", older);
        // Then
        assertThat(two.instances().load("consul:user")).isEqualTo(newer);
        two.instances().remove("consul:user");
        assertThat(one.instances().load("consul:user")).isNull();
    }
}
