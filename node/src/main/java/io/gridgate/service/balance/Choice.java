package io.gridgate.service.balance;

import io.gridgate.exchange.Exchange;
import io.gridgate.service.instance.Instance;
import org.jspecify.annotations.Nullable;

/**
 * One way to choose among the instances it was compiled for; made anew for each change of the set.
 *
 * <p>Thread-safety: thread-safe, without a lock: called by every loop at once.
 */
interface Choice {

    /** Returns one of the candidates, or null when there is none. */
    @Nullable
    Instance pick(Exchange exchange, Candidates candidates);
}
