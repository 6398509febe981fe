package io.gridgate.rollout;

import java.time.Instant;

/**
 * One run of one node, as its peers see it from its join to its leave.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name of the node, unique among live ones
 * @param id of this run as a member; another after each start
 * @param zone of the node
 * @param address that the node is shown with
 * @param version of Gridgate
 * @param started when the process started, by its own clock
 */
public record NodeIdentity(String name, String id, String zone, String address, String version, Instant started) {}
