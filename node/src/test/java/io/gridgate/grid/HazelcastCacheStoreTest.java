package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.topic.ITopic;
import io.gridgate.cache.shared.CacheStore;
import io.gridgate.cache.shared.FillState;
import io.gridgate.cache.shared.FillState.Ending;
import io.gridgate.cache.shared.KeyFill;
import io.gridgate.rollout.Membership;
import io.gridgate.rollout.NodeIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What the store does with a grid that does not always answer. */
final class HazelcastCacheStoreTest {

    private static final CacheStore.Claim CLAIM = new CacheStore.Claim(7, 5, 0);
    private static final CacheStore.Load LOAD = new CacheStore.Load(new byte[]{1}, Duration.ofMinutes(1));
    private static final FillState AWAITED = new FillState.Filling("m1", 7, true);
    private static final CompletionStage<byte[]> SILENCE = CompletableFuture.failedStage(new IllegalStateException("no answer"));

    private final Queue<CompletionStage<byte[]>> steps = new ArrayDeque<>();
    /** What steps on stored answers are answered; none left: nothing. */
    private final Queue<CompletionStage<byte[]>> answers = new ArrayDeque<>();
    private final List<CacheNewsCodec.News> told = new ArrayList<>();
    private long now;
    private final CacheStore store = new HazelcastCacheStore(hazelcast(), membership(),
            new CacheRoom(hazelcast().getMap(GridMap.CACHE.mapName()), 1 << 20, Runnable::run),
            new GridRetry(() -> now, this::later));

    @Test
    void anEndThatTheGridDidNotTakeIsToldAgain() {
        steps.add(SILENCE);
        steps.add(SILENCE);
        steps.add(answer(AWAITED));
        assertThat(store.settle("k", CLAIM, Ending.LANDED, CacheStore.Load.NONE).toCompletableFuture()).isCompleted();
        assertThat(told).containsExactly(new CacheNewsCodec.News("k", Ending.LANDED));
    }

    @Test
    void anEndThatWasTakenWithoutAnAnswerIsTold() {
        steps.add(SILENCE);
        steps.add(answer(new FillState.Landed(7)));
        assertThat(store.settle("k", CLAIM, Ending.LANDED, CacheStore.Load.NONE).toCompletableFuture()).isCompleted();
        assertThat(told).containsExactly(new CacheNewsCodec.News("k", Ending.LANDED));
    }

    @Test
    void anEndThatSomebodyElseMadeIsNotTold() {
        steps.add(answer(new FillState.Landed(7)));
        assertThat(store.settle("k", CLAIM, Ending.LANDED, CacheStore.Load.NONE).toCompletableFuture()).isCompleted();
        assertThat(told).isEmpty();
    }

    @Test
    void whatCouldNotBeDroppedIsDroppedLater() {
        steps.add(SILENCE);
        steps.add(answer(AWAITED));
        answers.add(SILENCE);
        steps.add(answer(new FillState.Free()));
        answers.add(CompletableFuture.completedStage(new byte[0]));
        assertThat(store.invalidate("k").toCompletableFuture()).isCompleted();
        assertThat(told).containsExactly(new CacheNewsCodec.News("k", null));
        assertThat(answers).isEmpty();
    }

    @Test
    void whatTheGridDidNotTakeAtFirstHasLandedWhenItIsThere() {
        answers.add(SILENCE);
        answers.add(SILENCE);
        answers.add(CompletableFuture.completedStage(new byte[]{0}));
        steps.add(answer(AWAITED));
        assertThat(store.settle("k", CLAIM, Ending.LANDED, LOAD).toCompletableFuture()).isCompletedWithValue(Ending.LANDED);
        assertThat(told).containsExactly(new CacheNewsCodec.News("k", Ending.LANDED));
        assertThat(answers).isEmpty();
    }

    @Test
    void whatTheGridDoesNotTakeIsNotSaidToHaveLanded() {
        steps.add(answer(AWAITED));
        assertThat(store.settle("k", CLAIM, Ending.LANDED, LOAD).toCompletableFuture()).isCompletedWithValue(Ending.STAYED);
        assertThat(told).containsExactly(new CacheNewsCodec.News("k", Ending.STAYED));
        assertThat(Duration.ofNanos(now)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
    }

    private void later(Runnable task, long delayNanos) {
        now += delayNanos;
        task.run();
    }

    private static CompletionStage<byte[]> answer(FillState state) {
        return CompletableFuture.completedStage(FillCodec.encode(new KeyFill(6, state)));
    }

    private HazelcastInstance hazelcast() {
        IMap<?, ?> fills = Fake.of(IMap.class, (_, _) -> steps.remove());
        IMap<?, ?> stored = Fake.of(IMap.class, (_, _) -> answers.isEmpty() ? SILENCE : answers.remove());
        ITopic<?> news = Fake.of(ITopic.class, (_, arguments) -> {
            told.add(CacheNewsCodec.decode((byte[]) arguments[0]));
            return CompletableFuture.completedStage(null);
        });
        return Fake.of(HazelcastInstance.class,
                (name, arguments) -> name.equals("getTopic") ? news : arguments[0].equals(GridMap.FILLS.mapName()) ? fills : stored);
    }

    private static Membership membership() {
        return Fake.of(Membership.class, (_, _) -> new NodeIdentity("gw-1", "m1", "", "127.0.0.1:1", "1", Instant.EPOCH));
    }
}
