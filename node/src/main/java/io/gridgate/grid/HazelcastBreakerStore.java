package io.gridgate.grid;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.gridgate.rollout.BoardException;
import io.gridgate.rollout.Membership;
import io.gridgate.rollout.NodeIdentity;
import io.gridgate.service.breaker.BreakerChange;
import io.gridgate.service.breaker.BreakerState;
import io.gridgate.service.breaker.BreakerStore;
import io.gridgate.service.breaker.BreakerStoreException;
import io.gridgate.service.breaker.Thresholds;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of circuit breakers as entries of the grid, each changed by an entry processor.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HazelcastBreakerStore implements BreakerStore {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastBreakerStore.class);

    private final IMap<String, byte[]> breakers;
    private final Membership membership;
    private final KeyOwners owners;
    private final Executor blocking;

    HazelcastBreakerStore(HazelcastInstance hazelcast, Membership membership, Executor blocking) {
        this.breakers = hazelcast.getMap(GridMap.BREAKERS.mapName());
        this.membership = membership;
        this.owners = new KeyOwners(hazelcast);
        this.blocking = blocking;
    }

    @Override
    public String memberId() {
        return membership.self().id();
    }

    @Override
    public Set<String> members() {
        return membership.members().stream().map(NodeIdentity::id).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public BreakerState read(String service) throws BreakerStoreException {
        return decoded(call("read a breaker", () -> breakers.getAsync(service)));
    }

    /** One question for all would fail with one owner that is dead: each is asked for what it owns. */
    @Override
    public Map<String, BreakerState> read(Set<String> services) throws BreakerStoreException {
        Map<String, BreakerState> states = new HashMap<>();
        ask(services).forEach((part, answer) -> {
            try {
                Map<String, byte[]> there = call("read breakers", () -> answer);
                for (String service : part) {
                    states.put(service, decoded(there.get(service)));
                }
            } catch (BreakerStoreException e) {
                LOG.atDebug().setMessage("breakers not read").addKeyValue("reason", e.getMessage()).log();
            }
        });
        return states;
    }

    /** Returns the answers to come; key: the services that one member keeps, value: their entries. */
    private Map<Set<String>, CompletableFuture<Map<String, byte[]>>> ask(Set<String> services) throws BreakerStoreException {
        Map<Set<String>, CompletableFuture<Map<String, byte[]>>> asked = new HashMap<>();
        try {
            services.stream().collect(Collectors.groupingBy(owners::owner, Collectors.toSet())).values()
                    .forEach(part -> asked.put(part, CompletableFuture.supplyAsync(() -> breakers.getAll(part), blocking)));
        } catch (RuntimeException e) {
            throw new BreakerStoreException("read breakers: " + e, e);
        }
        return asked;
    }

    @Override
    public BreakerState change(String service, BreakerChange change, Thresholds thresholds) throws BreakerStoreException {
        byte[] step = BreakerChangeCodec.encode(new BreakerChangeCodec.Step(change, thresholds));
        return decoded(call("change a breaker", () -> breakers.submitToKey(service, new BreakerChangeProcessor(step))));
    }

    @Override
    public Watch watch(String service, Runnable onChanged) throws BreakerStoreException {
        UUID id = call("watch a breaker",
                () -> CompletableFuture.supplyAsync(() -> breakers.addEntryListener(new Listener(onChanged), service, false), blocking));
        return () -> forget(id);
    }

    private void forget(UUID listener) {
        try {
            blocking.execute(() -> breakers.removeEntryListener(listener));
        } catch (RejectedExecutionException e) {
            // The node has left the grid, and its listeners with it.
        }
    }

    private static BreakerState decoded(byte @Nullable [] octets) throws BreakerStoreException {
        try {
            return BreakerStateCodec.decode(octets);
        } catch (IllegalArgumentException e) {
            throw new BreakerStoreException("breaker not understood: " + e.getMessage(), e);
        }
    }

    private static <T extends @Nullable Object> T call(String what, GridCall.Call<T> call) throws BreakerStoreException {
        try {
            return GridCall.await(what, call);
        } catch (BoardException e) {
            throw new BreakerStoreException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Any change of the entry.
     *
     * <p>Thread-safety: as its listener.
     */
    private record Listener(Runnable onChanged) implements EntryAddedListener<String, byte[]>, EntryUpdatedListener<String, byte[]> {

        @Override
        public void entryAdded(EntryEvent<String, byte[]> event) {
            onChanged.run();
        }

        @Override
        public void entryUpdated(EntryEvent<String, byte[]> event) {
            onChanged.run();
        }
    }
}
