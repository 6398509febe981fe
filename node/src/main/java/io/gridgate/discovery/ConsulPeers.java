package io.gridgate.discovery;

import com.orbitz.consul.AgentClient;
import com.orbitz.consul.NotRegisteredException;
import com.orbitz.consul.model.agent.ImmutableRegCheck;
import com.orbitz.consul.model.agent.ImmutableRegistration;
import io.gridgate.config.node.ConsulConfig;
import io.gridgate.config.service.DiscoveryConfig.ConsulDiscovery;
import io.gridgate.config.value.HostPort;
import io.gridgate.service.instance.InstanceSource;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.Scheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members of the cluster as a service of Consul's catalogue: where a node finds the others and makes itself known.
 *
 * <p>The grid does not need it to live: while Consul is down the addresses known last stay, and a node that could not make
 * itself known goes on trying.
 *
 * <p>Thread-safety: thread-safe; guarded by itself.
 */
public final class ConsulPeers implements Supplier<List<HostPort>>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsulPeers.class);
    private static final String TTL = "15s";
    private static final String FORGOTTEN_AFTER = "1m";
    private static final Duration RENEW_EVERY = Duration.ofSeconds(5);
    private static final Duration FIRST_WITHIN = Duration.ofSeconds(1);

    private final String service;
    private final ConsulConnection consul;
    private final Scheduler scheduler;
    private final CountDownLatch first = new CountDownLatch(1);
    private final InstanceSource.Watch watch;
    private volatile List<HostPort> peers = List.of();
    private Scheduler.@Nullable Task renewal;
    private @Nullable String registeredId;
    private boolean closed;

    private ConsulPeers(String service, ConsulConnection consul, DiscoveryPorts ports) {
        this.service = service;
        this.consul = consul;
        this.scheduler = ports.scheduler();
        this.watch = new ConsulInstanceSource(consul, ports).watch(new ConsulDiscovery(service, null, true), new Following());
    }

    /**
     * Begins to follow the members under that service name.
     *
     * @throws IOException when the token file or a TLS file of {@code config} cannot be read
     */
    public static ConsulPeers follow(ConsulConfig config, String service, DiscoveryPorts ports) throws IOException {
        return new ConsulPeers(service, ConsulConnection.of(config), ports);
    }

    /**
     * Makes this node known at that address from now on, under an id of the service and the node's name, until it is closed.
     * Returns once Consul was asked, up to a few seconds; when it does not answer, the node goes on trying in the background.
     */
    public void register(String node, HostPort address) {
        renew(node, address);
    }

    /** Returns the members that Consul knows as alive, perhaps this node among them; waits a second at most for the first answer. */
    @Override
    public List<HostPort> get() {
        try {
            if (!first.await(FIRST_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atDebug().addKeyValue("consul_service", service).log("members are not known yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return peers;
    }

    /** Nothing else happens meanwhile, so that no announcement comes after the leave. */
    private synchronized void renew(String node, HostPort address) {
        if (closed) {
            return;
        }
        String id = service + "-" + node;
        try {
            if (id.equals(registeredId)) {
                consul.agent().pass(id);
            } else {
                announce(id, address);
                registeredId = id;
            }
        } catch (NotRegisteredException e) {
            registeredId = null;
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("consul_service", service).addKeyValue("reason", ConsulConnection.reason(e))
                    .log("this member cannot make itself known to consul");
        }
        renewal = scheduler.schedule(RENEW_EVERY, () -> renew(node, address));
    }

    private void announce(String id, HostPort address) {
        consul.agent().register(ImmutableRegistration.builder().name(service).id(id).address(address.host()).port(address.port())
                .check(ImmutableRegCheck.builder().ttl(TTL).status("passing").deregisterCriticalServiceAfter(FORGOTTEN_AFTER).build())
                .build());
    }

    /** Takes this node out of the catalogue, if Consul answers within a few seconds, and stops. Does nothing when it was closed. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (renewal != null) {
            renewal.cancel();
        }
        watch.close();
        if (registeredId != null) {
            leave(consul.agent(), registeredId);
        }
        consul.close();
    }

    private void leave(AgentClient agent, String id) {
        try {
            agent.deregister(id);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("consul_service", service).addKeyValue("reason", ConsulConnection.reason(e))
                    .log("this member could not take itself out of consul");
        }
    }

    /**
     * What hears of members.
     *
     * <p>Thread-safety: called by one thread at a time.
     */
    private final class Following implements InstanceSource.Listener {

        @Override
        public void onInstances(List<KnownInstance> instances, Instant knownAt) {
            peers = instances.stream().map(KnownInstance::address).toList();
            first.countDown();
        }

        @Override
        public void onTrouble(String problem) {
            first.countDown();
        }
    }
}
