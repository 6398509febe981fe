package io.gridgate.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterStore;
import io.gridgate.ratelimit.counter.Grant;
import io.gridgate.rollout.Membership;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The counters of rate limits as entries of the grid, each changed by an entry processor at its owner.
 *
 * <p>Thread-safety: thread-safe; the number of members is told by the grid's threads.
 */
final class HazelcastCounterStore implements CounterStore {

    private final IMap<String, byte[]> counters;
    private volatile int live;
    private volatile IntSupplier lastKnown = () -> 1;

    private HazelcastCounterStore(IMap<String, byte[]> counters) {
        this.counters = counters;
    }

    static HazelcastCounterStore of(HazelcastInstance hazelcast, Membership membership) {
        HazelcastCounterStore store = new HazelcastCounterStore(hazelcast.getMap(GridMap.COUNTERS.mapName()));
        membership.onChange(() -> store.live = membership.members().size());
        store.live = membership.members().size();
        return store;
    }

    /** Says how many members the cluster last had while it was whole. */
    void lastKnownMembers(IntSupplier members) {
        lastKnown = members;
    }

    @Override
    public CompletionStage<Grant> ask(String key, CounterRule rule, Ask ask) {
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        byte[] step = CounterStepCodec.encode(new CounterStepCodec.Step.Asked(rule, ask));
        var _ = counters.<byte[]>submitToKey(key, new CounterProcessor(step))
                .whenCompleteAsync((octets, failure) -> complete(answer, octets, failure), Runnable::run);
        return answer;
    }

    private static void complete(CompletableFuture<Grant> answer, byte @Nullable [] octets, @Nullable Throwable failure) {
        if (octets == null) {
            answer.completeExceptionally(failure == null ? new IllegalStateException("a counter's owner answered nothing") : failure);
            return;
        }
        try {
            answer.complete(GrantCodec.decode(octets));
        } catch (IllegalArgumentException e) {
            answer.completeExceptionally(e);
        }
    }

    @Override
    public CompletionStage<Void> giveBack(String key, CounterRule rule, long holder, long id, long units) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        byte[] step = CounterStepCodec.encode(new CounterStepCodec.Step.GivenBack(rule, holder, id, units));
        var _ = counters.<byte[]>submitToKey(key, new CounterProcessor(step)).whenCompleteAsync((_, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        }, Runnable::run);
        return done;
    }

    @Override
    public Standing standing() {
        int now = live;
        int whole = Math.max(1, lastKnown.getAsInt());
        boolean askable = now > 0 && 2 * now >= whole;
        return new Standing(askable, askable ? now : Math.max(now, whole));
    }
}
