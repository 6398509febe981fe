package io.gridgate.service;

import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.service.ServiceView.InstanceView;
import io.gridgate.service.breaker.Breaker;
import io.gridgate.service.breaker.BreakerChange;
import io.gridgate.service.breaker.BreakerPoll;
import io.gridgate.service.breaker.BreakerStoreException;
import io.gridgate.service.breaker.BreakerView;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.peer.Duties;
import io.gridgate.service.peer.HealthExchange;
import io.gridgate.service.peer.LoadExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Every service and instance that a live revision of this node references, with the state that outlives the revision.
 *
 * <p>Thread-safety: thread-safe; changes of revisions and instance sets take its one lock, exchanges never do. Listeners and
 * sources are called without it.
 */
public final class ServiceRegistry implements AutoCloseable {

    private final ServicePorts ports;
    private final Object lock = new Object();
    /** key: service name. Guarded by the lock. */
    private final Map<String, ServiceState> states = new HashMap<>();
    private final HealthExchange health;
    private final LoadExchange loads;
    private final BreakerPoll breakers;
    /** Guarded by the lock. */
    private final Map<DiscoveryConfig, Feed> feeds = new HashMap<>();
    private final List<Consumer<Instance>> retiredListeners = new CopyOnWriteArrayList<>();
    private final LongAdder inFlight = new LongAdder();

    /** Creates an empty registry. */
    public ServiceRegistry(ServicePorts ports) {
        this.ports = ports;
        this.health = new HealthExchange(ports.peers(), new HealthDesk(lock, states), ports.scheduler(), ports.ticker(), ports.metrics(),
                ports.events());
        this.breakers = new BreakerPoll(ports.breakers(), ports.scheduler());
        this.loads = new LoadExchange(ports.peers(), this::balancedByLoad, ports.scheduler(), ports.ticker(), ports.metrics());
    }

    private List<List<Instance>> balancedByLoad() {
        synchronized (lock) {
            return states.values().stream().filter(ServiceState::isBalancedByLoad).map(ServiceState::leadingInstances).toList();
        }
    }

    /**
     * Calls the listener for each instance that nothing references any more, so that its pools are closed: what is idle at
     * once, what is in use when its exchange is over. A later instance of the same address is another object.
     */
    public void onRetired(Consumer<Instance> listener) {
        retiredListeners.add(listener);
    }

    /**
     * Returns a revision's hold on its services, following those that are new. Fixed instances are there at once, discovered
     * ones once their source has spoken ({@link ServiceLease#ready}). How a service that is held already is checked and
     * weighted changes only with {@link ServiceLease#lead}: a document that is merely tried changes no traffic.
     *
     * @param configs key: service name, value: its configuration
     */
    public ServiceLease acquire(Map<String, ServiceConfig> configs) {
        Map<String, Service> services = new LinkedHashMap<>();
        List<Instance> retired = new ArrayList<>();
        synchronized (lock) {
            configs.forEach((name, config) -> services.put(name, hold(name, config, retired)));
        }
        for (Service service : services.values()) {
            Feed feed = service.feed();
            if (feed != null) {
                feed.start(ports.source());
            }
        }
        retire(retired);
        health.soon();
        loads.begin();
        return new ServiceLease(Collections.unmodifiableMap(services), this);
    }

    private Service hold(String name, ServiceConfig config, List<Instance> retired) {
        ServiceState state = states.computeIfAbsent(name, _ -> new ServiceState(name, ports, health, breakers, inFlight));
        Service service = state.find(config);
        if (service == null) {
            service = new Service(config, state, feedOf(config.discovery()));
            Feed feed = service.feed();
            if (feed != null) {
                feed.users().add(service);
            }
        }
        service.users(1);
        state.hold(service);
        state.rebuild(service);
        retired.addAll(state.settle());
        return service;
    }

    private @Nullable Feed feedOf(@Nullable DiscoveryConfig discovery) {
        return discovery == null ? null : feeds.computeIfAbsent(discovery, key -> new Feed(key, this::onFeedChanged));
    }

    private void onFeedChanged(Feed feed) {
        List<Instance> retired = new ArrayList<>();
        synchronized (lock) {
            for (Service service : feed.users()) {
                ServiceState state = states.get(service.name());
                if (state != null) {
                    state.rebuild(service);
                    retired.addAll(state.settle());
                }
            }
        }
        retire(retired);
        health.soon();
    }

    void lead(Collection<Service> services) {
        List<Instance> retired = new ArrayList<>();
        synchronized (lock) {
            for (Service service : services) {
                ServiceState state = states.get(service.name());
                if (state != null) {
                    state.lead(service);
                    state.rebuild(service);
                    retired.addAll(state.settle());
                }
            }
        }
        retire(retired);
        health.soon();
        loads.begin();
    }

    void release(Collection<Service> services) {
        List<Instance> retired = new ArrayList<>();
        List<Feed> ended = new ArrayList<>();
        synchronized (lock) {
            services.forEach(service -> release(service, retired, ended));
        }
        ended.forEach(Feed::close);
        retire(retired);
    }

    private void release(Service service, List<Instance> retired, List<Feed> ended) {
        ServiceState state = states.get(service.name());
        if (state == null || service.users(-1) > 0) {
            return;
        }
        state.drop(service);
        Feed feed = service.feed();
        if (feed != null && feed.users().remove(service) && feed.users().isEmpty()) {
            feeds.remove(feed.discovery());
            ended.add(feed);
        }
        retired.addAll(state.settle());
        if (state.isUnused()) {
            states.remove(service.name());
            state.close();
        }
    }

    private void retire(List<Instance> retired) {
        for (Instance instance : retired) {
            instance.retire();
            retiredListeners.forEach(listener -> listener.accept(instance));
        }
    }

    CompletableFuture<Void> lookup(Instance instance) {
        synchronized (lock) {
            ServiceState state = states.get(instance.service());
            return state == null ? CompletableFuture.completedFuture(null) : state.lookup(instance);
        }
    }

    /** Returns how many exchanges use an instance now, retired instances included; 0 when the node is quiet. */
    public long inFlight() {
        return inFlight.sum();
    }

    /** Returns what an operator sees, by name; the leading configuration of each service. */
    public List<ServiceView> view() {
        List<Service> leading = new ArrayList<>();
        synchronized (lock) {
            new TreeMap<>(states).values().forEach(state -> leading.add(state.leading()));
        }
        return leading.stream().map(this::view).toList();
    }

    private ServiceView view(Service service) {
        Duties duties = health.duties();
        boolean probed = service.config().healthCheck() != null;
        List<InstanceView> instances = service.instances().stream()
                .map(one -> view(one, probed ? duties.holders(one.toString()) : List.of(), duties.self())).toList();
        Feed feed = service.feed();
        return new ServiceView(service.name(), service.config().loadBalancer().type().name().toLowerCase(Locale.ROOT),
                feed == null ? null : feed.sourceName(), feed == null ? null : feed.knownAt(),
                feed == null ? List.of() : ports.source().watchers(feed.discovery()), feed == null ? null : feed.trouble(),
                view(service.breaker()), instances.stream().mapToInt(InstanceView::inFlight).sum(), instances);
    }

    private static BreakerView view(@Nullable Breaker breaker) {
        return breaker == null ? BreakerView.OFF : breaker.view();
    }

    private static InstanceView view(Instance one, List<String> probers, String self) {
        String resolved = one.socketAddress().isUnresolved() ? null : one.socketAddress().getAddress().getHostAddress();
        Instance.Ejection ejection = one.isEjected() ? one.ejection() : null;
        String ejectedBy = ejection == null ? null : ejection.by() == null ? self : ejection.by();
        return new InstanceView(one.address(), resolved, one.weight(), one.known().priority(), one.zone(), one.source(), one.health(),
                ejectedBy, one.isStartingSlowly(), probers, one.inFlight(), one.inFlightElsewhere(),
                Duration.ofNanos((long) one.latency().nanos()), one.trouble(),
                one.changedAt());
    }

    /**
     * Holds the breaker of that service in a state in the whole cluster, or releases it, and returns what this node does then. Blocks, a few
     * seconds at most.
     *
     * @throws BreakerStoreException when the grid does not answer, or the service has no breaker
     */
    public BreakerView force(String service, BreakerChange.Operator to) throws BreakerStoreException {
        Breaker breaker;
        synchronized (lock) {
            ServiceState state = states.get(service);
            breaker = state == null ? null : state.breaker();
        }
        if (breaker == null) {
            throw new BreakerStoreException("service " + service + " has no circuit breaker", null);
        }
        return breaker.force(to);
    }

    /** Ends every watch and check at once, whoever still holds a lease. */
    @Override
    public void close() {
        health.close();
        loads.close();
        breakers.close();
        Set<Service> all = new HashSet<>();
        synchronized (lock) {
            states.values().forEach(state -> all.addAll(state.held()));
            all.forEach(service -> service.users(1 - service.users(0)));
        }
        release(all);
    }
}
