package io.gridgate.node;

import io.gridgate.cache.Purger;
import io.gridgate.grid.GridMember;

/**
 * The ports of the grid, for parts that are built before this node has joined it.
 *
 * <p>Thread-safety: immutable; the parts say how they are without the grid.
 *
 * @param instances the last known instances
 * @param breakers the states of breakers
 * @param counters the counters of rate limits
 * @param permits the permits of concurrency limits
 * @param usage the other nodes, asked for the use of limits
 * @param purges the purges of the response cache
 * @param cache the stored answers of all nodes
 * @param events how the nodes tell one another what happened
 * @param peers the other nodes, as services see them
 */
record LateGrid(LateInstanceStore instances, LateBreakerStore breakers, LateCounterStore counters, LatePermitStore permits,
        LateUsagePeers usage, LatePurgeBoard purges, LateCacheStore cache, LateEventChannel events, LatePeers peers) {

    /** Returns the ports of a node of that name which is not in the grid yet. */
    static LateGrid of(String node) {
        return new LateGrid(new LateInstanceStore(), new LateBreakerStore(), new LateCounterStore(), new LatePermitStore(),
                new LateUsagePeers(node), new LatePurgeBoard(), new LateCacheStore(), new LateEventChannel(), new LatePeers(node));
    }

    /** The node is in the grid; its cache looks there as soon as it knows what was purged. */
    void joined(GridMember member, Purger purger) {
        instances.joined(member.instances());
        breakers.joined(member.breakers());
        counters.joined(member.counters());
        permits.joined(member.permits());
        usage.joined(member.usage());
        purges.joined(member.purges());
        events.joined(member.events());
        purger.onceFollowed(() -> cache.joined(member.cache()));
        peers.joined(member.peers());
    }
}
