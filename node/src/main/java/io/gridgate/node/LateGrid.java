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
 * @param peers the other nodes
 */
record LateGrid(LateInstanceStore instances, LateBreakerStore breakers, LateCounterStore counters, LatePeers peers) {

    /** Returns the ports of a node of that name which is not in the grid yet. */
    static LateGrid of(String node) {
        return new LateGrid(new LateInstanceStore(), new LateBreakerStore(), new LateCounterStore(), new LatePeers(node));
    }

    /** The node is in the grid. */
    void joined(GridMember member) {
        instances.joined(member.instances());
        breakers.joined(member.breakers());
        counters.joined(member.counters());
        peers.joined(member.peers());
    }
}
