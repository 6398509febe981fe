package io.gridgate.admin;

import io.gridgate.cache.Purge;
import io.gridgate.cache.Purger;
import java.io.IOException;

/**
 * Through which an operator purges stored answers in the whole cluster.
 *
 * <p>Thread-safety: thread-safe.
 */
@FunctionalInterface
public interface PurgePort {

    /**
     * Returns how it went once every node that could be asked has said that it does not give what was purged. Blocks, ten seconds at most.
     *
     * @throws IOException when the grid does not answer
     */
    Purger.Purged purge(Purge purge) throws IOException;
}
