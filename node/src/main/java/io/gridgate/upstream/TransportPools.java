package io.gridgate.upstream;

import io.gridgate.service.instance.Instance;
import io.gridgate.wire.ClientTls;
import java.util.Collection;
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
final class TransportPools {

    private final @Nullable ClientTls tls;
    private final SelectorConnectionManager manager;
    private final List<LoopResources> loops;
    /** Bounded by the instances that the registry knows; a retired one is removed. */
    private final ConcurrentMap<Instance, InstancePool> pools = new ConcurrentHashMap<>();

    TransportPools(@Nullable ClientTls tls, SelectorConnectionManager manager, List<LoopResources> loops) {
        this.tls = tls;
        this.manager = manager;
        this.loops = loops;
    }

    @Nullable
    ClientTls tls() {
        return tls;
    }

    InstancePool of(Instance instance) {
        InstancePool pool = pools.get(instance);
        return pool == null ? pools.computeIfAbsent(instance, key -> new InstancePool(key, tls, manager, loops)) : pool;
    }

    void retire(Instance instance) {
        InstancePool pool = pools.remove(instance);
        if (pool != null) {
            pool.retire();
        }
    }

    PoolCounts counts(Instance instance) {
        InstancePool pool = pools.get(instance);
        return pool == null ? PoolCounts.NONE : pool.counts();
    }

    Collection<InstancePool> all() {
        return pools.values();
    }
}
