package io.gridgate.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.gridgate.ratelimit.permit.PermitAsk;
import io.gridgate.ratelimit.permit.PermitStore;
import io.gridgate.rollout.Membership;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The permits of concurrency limits as entries of the grid, each changed by an entry processor at its owner.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HazelcastPermitStore implements PermitStore {

    private final IMap<String, byte[]> permits;
    private final KeyOwners owners;
    private final Membership membership;
    private final Majority majority;

    HazelcastPermitStore(HazelcastInstance hazelcast, Membership membership, Majority majority) {
        this.permits = hazelcast.getMap(GridMap.PERMITS.mapName());
        this.owners = new KeyOwners(hazelcast);
        this.membership = membership;
        this.majority = majority;
    }

    @Override
    public CompletionStage<Integer> ask(String key, PermitAsk ask) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        var _ = permits.<byte[]>submitToKey(key, new PermitProcessor(PermitCodec.encode(ask)))
                .whenCompleteAsync((octets, failure) -> complete(answer, octets, failure), Runnable::run);
        return answer;
    }

    private static void complete(CompletableFuture<Integer> answer, byte @Nullable [] octets, @Nullable Throwable failure) {
        if (octets == null) {
            answer.completeExceptionally(failure == null ? new IllegalStateException("the owner of permits answered nothing") : failure);
            return;
        }
        try {
            answer.complete(PermitCodec.decodeHeld(octets));
        } catch (IllegalArgumentException e) {
            answer.completeExceptionally(e);
        }
    }

    @Override
    public String owner(String key) {
        return owners.owner(key);
    }

    @Override
    public Standing standing() {
        int view = majority.view();
        return new Standing(majority.isAskable(), majority.members(), membership.self().id(), view);
    }
}
