package io.gridgate.discovery;

import io.gridgate.service.instance.InstanceStore;
import io.gridgate.service.instance.NameResolver;
import io.gridgate.service.instance.Scheduler;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What discovery needs of the world.
 *
 * <p>Thread-safety: immutable.
 *
 * @param store remembers the last known instances
 * @param resolver turns names into addresses
 * @param lookups where the resolver may block
 * @param scheduler runs what waits for its time, and each query to Consul
 * @param clock time of day
 */
public record DiscoveryPorts(InstanceStore store, NameResolver resolver, Executor lookups, Scheduler scheduler, InstantSource clock) {}
