package io.gridgate.upstream.pool;

import io.gridgate.base.EventLoop;

/**
 * What a lease of a connection asks for: the instance's pool, the loop whose selector the socket must be registered with, and
 * the bounds of the configuration that the exchange runs under.
 *
 * <p>Thread-safety: confined to the loop.
 */
public interface LeaseTerms {

    InstancePool pool();

    EventLoop loop();

    /** Returns the most connections of this node to the instance, > 0. */
    int connectionsMax();

    /** Returns the most exchanges of this node that wait for one, >= 0. */
    int pendingMax();
}
