package io.gridgate.service.breaker;

import io.gridgate.service.breaker.BreakerState.Closed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The states of breakers in memory, as one member of those that share them sees them.
 *
 * <p>Thread-safety: thread-safe; guarded by what is shared. Listeners are called without it.
 */
public final class InMemoryBreakerStore implements BreakerStore {

    private final String memberId;
    private final Shared shared;

    private InMemoryBreakerStore(String memberId, Shared shared) {
        this.memberId = memberId;
        this.shared = shared;
    }

    /** Returns the store of the first member. */
    public static InMemoryBreakerStore of(String memberId) {
        return new InMemoryBreakerStore(memberId, new Shared()).joined();
    }

    /** Returns the store of a further member with the same states. */
    public InMemoryBreakerStore beside(String otherMemberId) {
        return new InMemoryBreakerStore(otherMemberId, shared).joined();
    }

    private InMemoryBreakerStore joined() {
        synchronized (shared) {
            shared.members.add(memberId);
        }
        return this;
    }

    /** The member is gone for the others. */
    public void leave() {
        synchronized (shared) {
            shared.members.remove(memberId);
        }
    }

    @Override
    public String memberId() {
        return memberId;
    }

    @Override
    public Set<String> members() {
        synchronized (shared) {
            return Set.copyOf(shared.members);
        }
    }

    @Override
    public BreakerState read(String service) {
        synchronized (shared) {
            return shared.states.getOrDefault(service, Closed.NEW);
        }
    }

    @Override
    public Map<String, BreakerState> read(Set<String> services) {
        synchronized (shared) {
            Map<String, BreakerState> states = new HashMap<>();
            services.forEach(service -> states.put(service, read(service)));
            return states;
        }
    }

    @Override
    public BreakerState change(String service, BreakerChange change, Thresholds thresholds) {
        BreakerState before;
        BreakerState after;
        synchronized (shared) {
            before = read(service);
            after = change.appliedTo(before, thresholds);
            shared.states.put(service, after);
        }
        if (!after.equals(before)) {
            shared.listeners.stream().filter(listener -> listener.service().equals(service))
                    .forEach(listener -> listener.onChanged().run());
        }
        return after;
    }

    @Override
    public Watch watch(String service, Runnable onChanged) {
        Listener listener = new Listener(service, onChanged);
        shared.listeners.add(listener);
        return () -> shared.listeners.remove(listener);
    }

    private record Listener(String service, Runnable onChanged) {}

    /**
     * What all members share.
     *
     * <p>Thread-safety: guarded by itself.
     */
    private static final class Shared {
        private final Map<String, BreakerState> states = new HashMap<>();
        private final Set<String> members = new TreeSet<>();
        private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    }
}
