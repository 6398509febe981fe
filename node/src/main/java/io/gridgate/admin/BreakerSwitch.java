package io.gridgate.admin;

import io.gridgate.service.breaker.BreakerChange;
import io.gridgate.service.breaker.BreakerStoreException;
import io.gridgate.service.breaker.BreakerView;

/**
 * Through which an operator holds a service's breaker in a state, in the whole cluster, or releases it.
 *
 * <p>Thread-safety: thread-safe.
 */
@FunctionalInterface
public interface BreakerSwitch {

    /**
     * Returns what this node does from now on; the other nodes follow within half a second. Blocks, ten seconds at most.
     *
     * @throws BreakerStoreException when the grid does not answer, or the service has no breaker any more
     */
    BreakerView turn(String service, BreakerChange.Operator to) throws BreakerStoreException;
}
