package io.gridgate.node;

import io.gridgate.service.breaker.BreakerChange;
import io.gridgate.service.breaker.BreakerState;
import io.gridgate.service.breaker.BreakerStore;
import io.gridgate.service.breaker.BreakerStoreException;
import io.gridgate.service.breaker.Thresholds;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The breaker store of the grid, for parts that are built before the node has joined it: until then the grid is silent.
 *
 * <p>Thread-safety: thread-safe; the one field is volatile and set once.
 */
final class LateBreakerStore implements BreakerStore {

    private volatile @Nullable BreakerStore joined;

    /** The node is in the grid. */
    void joined(BreakerStore store) {
        joined = store;
    }

    private BreakerStore store() throws BreakerStoreException {
        BreakerStore store = joined;
        if (store == null) {
            throw new BreakerStoreException("this node is starting", null);
        }
        return store;
    }

    @Override
    public String memberId() throws BreakerStoreException {
        return store().memberId();
    }

    @Override
    public Set<String> members() {
        BreakerStore store = joined;
        return store == null ? Set.of() : store.members();
    }

    @Override
    public BreakerState read(String service) throws BreakerStoreException {
        return store().read(service);
    }

    @Override
    public Map<String, BreakerState> read(Set<String> services) throws BreakerStoreException {
        return store().read(services);
    }

    @Override
    public BreakerState change(String service, BreakerChange change, Thresholds thresholds) throws BreakerStoreException {
        return store().change(service, change, thresholds);
    }

    @Override
    public Watch watch(String service, Runnable onChanged) throws BreakerStoreException {
        return store().watch(service, onChanged);
    }
}
