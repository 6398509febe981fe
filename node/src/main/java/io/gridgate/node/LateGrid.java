package io.gridgate.node;

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
 * @param events how the nodes tell one another what happened
 * @param peers the other nodes, as services see them
 */
record LateGrid(LateInstanceStore instances, LateBreakerStore breakers, LateCounterStore counters, LatePermitStore permits,
        LateUsagePeers usage, LatePurgeBoard purges, LateEventChannel events, LatePeers peers) {

    /** Returns the ports of a node of that name which is not in the grid yet. */
    static LateGrid of(String node) {
        return new LateGrid(new LateInstanceStore(), new LateBreakerStore(), new LateCounterStore(), new LatePermitStore(),
                new LateUsagePeers(node), new LatePurgeBoard(), new LateEventChannel(), new LatePeers(node));
    }

    /** The node is in the grid. */
    void joined(GridMember member) {
        instances.joined(member.instances());
        breakers.joined(member.breakers());
        counters.joined(member.counters());
        permits.joined(member.permits());
        usage.joined(member.usage());
        purges.joined(member.purges());
        events.joined(member.events());
        peers.joined(member.peers());
    }
}
