package io.gridgate.service.breaker;

import io.gridgate.service.instance.Rounds;
import io.gridgate.service.instance.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The look at the grid that all breakers of a node take together every second, in one call to each member however many they are. A breaker to which it
 * brings news reads its own state then, in its own turn: what was read for all may be late.
 *
 * <p>Thread-safety: thread-safe; one look at a time, in the background.
 */
public final class BreakerPoll implements AutoCloseable {

    static final Duration EVERY = Duration.ofSeconds(1);

    private final BreakerStore store;
    private final Set<BreakerSync> following = ConcurrentHashMap.newKeySet();
    private final Rounds rounds;

    /** Creates the look of breakers that are kept in that store. */
    public BreakerPoll(BreakerStore store, Scheduler scheduler) {
        this.store = store;
        this.rounds = new Rounds(scheduler, Duration.ZERO, EVERY, _ -> look());
    }

    void add(BreakerSync breaker) {
        following.add(breaker);
        rounds.begin();
    }

    void remove(BreakerSync breaker) {
        following.remove(breaker);
    }

    private boolean look() {
        List<BreakerSync> all = List.copyOf(following);
        if (all.isEmpty()) {
            return false;
        }
        Map<String, BreakerState> there = read(all);
        all.forEach(breaker -> breaker.onPolled(there.get(breaker.service())));
        return true;
    }

    private Map<String, BreakerState> read(List<BreakerSync> all) {
        try {
            return store.read(all.stream().map(BreakerSync::service).collect(Collectors.toUnmodifiableSet()));
        } catch (BreakerStoreException e) {
            return Map.of();
        }
    }

    /** Looks no more. */
    @Override
    public void close() {
        rounds.close();
    }
}
