package io.gridgate.service.breaker;

import java.util.Map;
import java.util.Set;

/**
 * A member's store whose calls a test lets fail, before or after they were made, and whose events it lets be lost.
 *
 * <p>Thread-safety: as the test that moves it.
 */
final class FaultyStore implements BreakerStore {

    /** What becomes of a call. */
    enum Fault {
        NONE,
        /** It is not made. */
        REQUEST_LOST,
        /** It is made, and nobody says so. */
        ANSWER_LOST
    }

    /** Decides on the next call. */
    interface Faults {
        Fault next();
    }

    private final InMemoryBreakerStore store;
    Faults faults = () -> Fault.NONE;
    boolean eventsLost;

    FaultyStore(InMemoryBreakerStore store) {
        this.store = store;
    }

    void leave() {
        store.leave();
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
        Fault fault = faults.next();
        BreakerState state = store.read(service);
        return answered(state, fault);
    }

    @Override
    public Map<String, BreakerState> read(Set<String> services) throws BreakerStoreException {
        if (faults.next() != Fault.NONE) {
            throw new BreakerStoreException("by script", null);
        }
        return store.read(services);
    }

    @Override
    public BreakerState change(String service, BreakerChange change, Thresholds thresholds) throws BreakerStoreException {
        Fault fault = faults.next();
        if (fault == Fault.REQUEST_LOST) {
            throw new BreakerStoreException("by script", null);
        }
        return answered(store.change(service, change, thresholds), fault);
    }

    private static BreakerState answered(BreakerState state, Fault fault) throws BreakerStoreException {
        if (fault != Fault.NONE) {
            throw new BreakerStoreException("by script", null);
        }
        return state;
    }

    @Override
    public Watch watch(String service, Runnable onChanged) {
        return store.watch(service, () -> {
            if (!eventsLost) {
                onChanged.run();
            }
        });
    }
}
