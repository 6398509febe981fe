package io.gridgate.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterStore;
import io.gridgate.ratelimit.counter.Grant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The counters of rate limits as entries of the grid, each changed by an entry processor at its owner.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HazelcastCounterStore implements CounterStore {

    private final IMap<String, byte[]> counters;
    private final KeyOwners owners;
    private final Majority majority;

    HazelcastCounterStore(HazelcastInstance hazelcast, Majority majority) {
        this.counters = hazelcast.getMap(GridMap.COUNTERS.mapName());
        this.owners = new KeyOwners(hazelcast);
        this.majority = majority;
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
    public String owner(String key) {
        return owners.owner(key);
    }

    @Override
    public Standing standing() {
        return new Standing(majority.isAskable(), majority.members());
    }
}
