package io.gridgate.service.breaker;

import java.util.Map;
import java.util.Set;

/**
 * A member's store that counts the calls that a grid would have to answer.
 *
 * <p>Thread-safety: as the test that moves it.
 */
final class CountingStore implements BreakerStore {

    private final InMemoryBreakerStore store;
    int calls;
    boolean eventsLost;
    boolean gone;
    String unanswered = "";

    CountingStore(InMemoryBreakerStore store) {
        this.store = store;
    }

    private void called() throws BreakerStoreException {
        calls++;
        if (gone) {
            throw new BreakerStoreException("by script", null);
        }
    }

    @Override
    public String memberId() {
        return store.memberId();
    }

    @Override
    public Set<String> members() {
        return store.members();
    }

    @Override
    public BreakerState read(String service) throws BreakerStoreException {
        called();
        return store.read(service);
    }

    @Override
    public Map<String, BreakerState> read(Set<String> services) throws BreakerStoreException {
        called();
        Map<String, BreakerState> states = store.read(services);
        states.remove(unanswered);
        return states;
    }

    @Override
    public BreakerState change(String service, BreakerChange change, Thresholds thresholds) throws BreakerStoreException {
        called();
        return store.change(service, change, thresholds);
    }

    @Override
    public Watch watch(String service, Runnable onChanged) throws BreakerStoreException {
        called();
        return store.watch(service, () -> {
            if (!eventsLost) {
                onChanged.run();
            }
        });
    }
}
