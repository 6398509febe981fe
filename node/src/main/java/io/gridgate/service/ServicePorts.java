package io.gridgate.service;

import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.service.breaker.BreakerStore;
import io.gridgate.service.health.HealthProbe;
import io.gridgate.service.instance.InstanceSource;
import io.gridgate.service.instance.NameResolver;
import io.gridgate.service.instance.Scheduler;
import io.gridgate.service.peer.Peers;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What services need of the world.
 *
 * <p>Thread-safety: immutable.
 *
 * @param source finds the instances of a service that has {@code discovery}
 * @param resolver turns names of instances into addresses
 * @param lookups where the resolver may block; its own threads, since a silent name server holds them for long
 * @param probe asks an instance how it is
 * @param breakers where the nodes agree on the states of breakers
 * @param peers the other nodes
 * @param scheduler runs what waits for its time
 * @param ticker elapsed time
 * @param clock time of day, for display
 * @param metrics counts
 * @param events what operators are told
 */
public record ServicePorts(InstanceSource source, NameResolver resolver, Executor lookups, HealthProbe probe,
        BreakerStore breakers, Peers peers, Scheduler scheduler, Ticker ticker, InstantSource clock, Metrics metrics, Events events) {}
