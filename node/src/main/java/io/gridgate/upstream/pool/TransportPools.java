package io.gridgate.upstream.pool;

import io.gridgate.service.instance.Instance;
import io.gridgate.upstream.session.LoopResources;
import io.gridgate.wire.ClientTls;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The pools of all instances that are reached in one way: in clear text, or with one TLS configuration. Revisions with the
 * same configuration share it.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class TransportPools {

    private final @Nullable ClientTls tls;
    private final SelectorConnections manager;
    private final List<LoopResources> loops;
    /** Bounded by the instances that the registry knows; a retired one is removed. */
    private final ConcurrentMap<Instance, InstancePool> pools = new ConcurrentHashMap<>();

    /** Creates pools without a connection; {@code tls} null: clear text. */
    public TransportPools(@Nullable ClientTls tls, SelectorConnections manager, List<LoopResources> loops) {
        this.tls = tls;
        this.manager = manager;
        this.loops = loops;
    }

    /** Returns the TLS, or null in clear text. */
    public @Nullable ClientTls tls() {
        return tls;
    }

    /** Returns the instance's pool, a new one the first time. */
    public InstancePool of(Instance instance) {
        InstancePool pool = pools.get(instance);
        return pool == null ? made(instance) : pool;
    }

    /** A pool that is made for a retired instance, by an exchange that picked it just before, is not kept. */
    private InstancePool made(Instance instance) {
        InstancePool pool = pools.computeIfAbsent(instance, key -> new InstancePool(key, tls, manager, loops));
        if (instance.isRetired()) {
            retire(instance);
        }
        return pool;
    }

    /** Forgets the instance: its connections are closed as soon as they are free. */
    public void retire(Instance instance) {
        InstancePool pool = pools.remove(instance);
        if (pool != null) {
            pool.retire();
        }
    }

    /** Returns how the connections to the instance are used now. */
    public PoolCounts counts(Instance instance) {
        InstancePool pool = pools.get(instance);
        return pool == null ? PoolCounts.NONE : pool.counts();
    }

    /** Returns how the connections to all instances are used now. */
    public PoolCounts counts() {
        PoolCounts sum = PoolCounts.NONE;
        for (InstancePool pool : pools.values()) {
            sum = sum.plus(pool.counts());
        }
        return sum;
    }

    /** Closes every connection, those in use too, and fails whoever waits for one. */
    public void close() {
        pools.values().forEach(InstancePool::close);
    }
}
