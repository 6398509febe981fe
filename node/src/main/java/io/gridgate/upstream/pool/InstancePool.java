package io.gridgate.upstream.pool;

import io.gridgate.service.instance.Instance;
import io.gridgate.upstream.session.BackendConnection;
import io.gridgate.upstream.session.LoopResources;
import io.gridgate.wire.ClientTls;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/**
 * The connections of this node to one instance: a bound for the node, and for each selector the connections that live on it.
 *
 * <p>A permit stands for a connection, from before its connect to after its end. Counters are atomics; connections and waiters
 * belong to one selector each. What must never be lost, a free permit while somebody waits, is kept by order: who waits counts
 * itself before it looks for a permit, who frees one frees it before it looks for waiters.
 *
 * <p>Thread-safety: thread-safe; shards are confined to their loops.
 */
public final class InstancePool {

    private final Instance instance;
    private final @Nullable ClientTls tls;
    private final HttpRoute route;
    private final List<PoolShard> shards;
    private final AtomicInteger permits = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean retired;

    InstancePool(Instance instance, @Nullable ClientTls tls, SelectorConnections manager, List<LoopResources> loops) {
        this.instance = instance;
        this.tls = tls;
        this.route = new HttpRoute(new HttpHost(tls == null ? "http" : "https", instance.host(), instance.port()));
        this.shards = loops.stream().map(resources -> new PoolShard(this, manager, resources)).toList();
    }

    Instance instance() {
        return instance;
    }

    /** Returns the instance's name for HttpClient. */
    public HttpRoute route() {
        return route;
    }

    PoolShard shard(int loop) {
        return shards.get(loop);
    }

    /** Returns where the instance is now, as its name was last looked up. */
    public BackendConnection.Peer peer() {
        return new BackendConnection.Peer(instance.socketAddress(), tls, instance.host());
    }

    boolean isRetired() {
        return retired;
    }

    /** Closes what is idle now and what is in use when its call is over. */
    void retire() {
        retired = true;
        shards.forEach(shard -> shard.loop().execute(shard::closeIdle));
    }

    /** Closes every connection and fails every waiter. */
    void close() {
        retired = true;
        shards.forEach(shard -> shard.loop().execute(shard::close));
    }

    // ---- permits

    /** Takes a permit if fewer than {@code max} are out. */
    boolean tryAcquire(int max) {
        int out = permits.get();
        while (out < max) {
            if (permits.compareAndSet(out, out + 1)) {
                return true;
            }
            out = permits.get();
        }
        return false;
    }

    /** Gives a permit back, and tells who has waited longest. */
    void free(PoolShard from) {
        permits.decrementAndGet();
        wake(from);
    }

    /** Counts a waiter in if fewer than {@code max} wait. */
    boolean tryWait(int max) {
        int now = waiting.get();
        while (now < max) {
            if (waiting.compareAndSet(now, now + 1)) {
                return true;
            }
            now = waiting.get();
        }
        return false;
    }

    void doneWaiting() {
        waiting.decrementAndGet();
    }

    boolean hasWaiters() {
        return waiting.get() > 0;
    }

    /** Has the shard whose waiter came first look for a permit: at once if it is the caller's, else by a task. */
    void wake(PoolShard from) {
        if (waiting.get() == 0) {
            return;
        }
        PoolShard oldest = oldest(null);
        if (oldest == from) {
            from.claim();
        } else if (oldest != null) {
            oldest.loop().execute(oldest::claim);
        }
    }

    /** Returns the shard, other than {@code except}, whose waiter came first, or null when none waits. */
    @Nullable
    PoolShard oldest(@Nullable PoolShard except) {
        PoolShard oldest = null;
        for (PoolShard shard : shards) {
            if (shard != except && shard.hasWaiters() && (oldest == null || shard.oldestNanos() - oldest.oldestNanos() < 0)) {
                oldest = shard;
            }
        }
        return oldest;
    }

    /** Asks a shard that has an idle connection to close it, so that its permit comes free for {@code needy}. */
    void reclaimIdle(PoolShard needy) {
        for (PoolShard shard : shards) {
            if (shard != needy && shard.idle() > 0) {
                shard.loop().execute(shard::closeOldestIdle);
                return;
            }
        }
    }

    PoolCounts counts() {
        int idle = shards.stream().mapToInt(PoolShard::idle).sum();
        int open = permits.get();
        return new PoolCounts(open, idle, Math.max(0, open - idle), waiting.get());
    }

    @Override
    public String toString() {
        return instance.toString();
    }
}
