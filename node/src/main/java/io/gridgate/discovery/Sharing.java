package io.gridgate.discovery;

import io.gridgate.base.Metrics;
import io.gridgate.service.instance.InstanceStore;
import io.gridgate.service.peer.Roster;

/**
 * What nodes need to ask a source for one another.
 *
 * <p>Thread-safety: immutable.
 *
 * @param grid where the nodes that ask leave what they heard; that of all nodes, not this node's disk
 * @param roster who is alive
 * @param metrics counts
 */
public record Sharing(InstanceStore grid, Roster roster, Metrics metrics) {}
