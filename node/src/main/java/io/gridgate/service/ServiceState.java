package io.gridgate.service;

import io.gridgate.base.Ticker;
import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.config.service.OutlierDetectionConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.service.balance.Balancer;
import io.gridgate.service.breaker.Breaker;
import io.gridgate.service.breaker.BreakerPoll;
import io.gridgate.service.health.InstanceNews;
import io.gridgate.service.health.OutlierDetection;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.peer.Duties;
import io.gridgate.service.peer.HealthExchange;
import io.gridgate.service.peer.HealthReport.Ejected;
import io.gridgate.service.peer.HealthReport.Verdict;
import io.gridgate.service.retry.RetryBudget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node keeps of a service by its name, whatever revisions come and go: its instances, their checks, the retry budget, its
 * breaker.
 *
 * <p>Several configurations of it may be held at once, while one revision drains and the next serves; the one that was
 * acquired last is the leading one and says how instances are probed.
 *
 * <p>Thread-safety: guarded by the registry's lock, except for what is immutable.
 */
final class ServiceState {

    private final ServicePorts ports;
    private final HealthExchange exchange;
    private final BreakerPoll breakers;
    private final ServiceMeters meters;
    private final RetryBudget retryBudget;
    private final InstanceNews news;
    private final ServiceInstances instances;
    private final ServiceChecks checks;
    private final List<Service> held = new ArrayList<>();
    private @Nullable Breaker breaker;
    private volatile List<Instance> leadingInstances = List.of();
    private boolean hadInstances;

    ServiceState(String name, ServicePorts ports, HealthExchange exchange, BreakerPoll breakers, LongAdder inFlightOfAll) {
        this.ports = ports;
        this.exchange = exchange;
        this.breakers = breakers;
        this.meters = new ServiceMeters(ports.metrics(), name, inFlightOfAll);
        this.retryBudget = new RetryBudget(ports.ticker());
        this.news = new InstanceNews(ports.events(), ports.scheduler(), ports.ticker());
        this.instances = new ServiceInstances(name, ports);
        this.checks = new ServiceChecks(ports, exchange, meters, news);
        meters.gauges(() -> leadingInstances.size(), () -> leadingInstances.stream().filter(Instance::isAvailable).count(),
                () -> leadingInstances.stream().mapToInt(Instance::inFlight).sum());
    }

    // ---- what its services share

    Ticker ticker() {
        return ports.ticker();
    }

    ServiceMeters meters() {
        return meters;
    }

    RetryBudget retryBudget() {
        return retryBudget;
    }

    OutlierDetection outlierDetection(OutlierDetectionConfig config, Supplier<List<Instance>> current) {
        return new OutlierDetection(config, current, ports.ticker(), ports.clock(), meters.ejections, instance -> {
            news.ejected(instance);
            exchange.soon();
        });
    }

    /** Returns the one breaker of the service, which begins with these numbers if there is none yet. */
    Breaker breaker(CircuitBreakerConfig config) {
        if (breaker == null) {
            breaker = Breaker.start(meters.service(), config,
                    new Breaker.Ports(ports.breakers(), breakers, ports.scheduler(), ports.ticker(), ports.metrics(), ports.events()));
        }
        return breaker;
    }

    /** Returns the breaker, or null when no held service has one. */
    @Nullable
    Breaker breaker() {
        return breaker;
    }

    // ---- who is held, and who leads

    /** Returns the held service of an equal configuration, or null. */
    @Nullable
    Service find(ServiceConfig config) {
        return held.stream().filter(service -> service.config().equals(config)).findFirst().orElse(null);
    }

    /** Holds a service behind the leading one, if there is one: its document may never be served. */
    void hold(Service service) {
        if (held.isEmpty()) {
            held.add(service);
        } else if (!held.contains(service)) {
            held.addFirst(service);
        }
    }

    /** Makes that service the leading one: its checks are made and its weights count. */
    void lead(Service service) {
        held.remove(service);
        held.add(service);
    }

    void drop(Service service) {
        held.remove(service);
    }

    boolean isUnused() {
        return held.isEmpty();
    }

    List<Service> held() {
        return held;
    }

    Service leading() {
        return held.getLast();
    }

    // ---- changes

    /** Gives the service the instances that its configuration and its source name now. */
    void rebuild(Service service) {
        boolean leads = held.isEmpty() || leading() == service;
        service.swap(Balancer.compile(service.config().loadBalancer(), instances.of(service, leads)));
    }

    /** Stops what belongs to instances that no held service has any more, begins what belongs to new ones; returns the former. */
    List<Instance> settle() {
        Set<Instance> used = new HashSet<>();
        held.forEach(service -> used.addAll(service.instances()));
        lead(held.isEmpty() ? List.of() : leading().instances());
        List<Instance> retired = instances.retain(used);
        var _ = checks.settle(held.isEmpty() ? null : leading().config(), leadingInstances);
        settleBreaker();
        hear();
        return retired;
    }

    /** One node tells of each instance that came or went: all see it. What was there first is no news. */
    private void lead(List<Instance> now) {
        List<Instance> before = leadingInstances;
        leadingInstances = now;
        if (held.isEmpty() || !hadInstances) {
            hadInstances = !now.isEmpty();
            return;
        }
        Duties duties = exchange.duties();
        Set<Instance> there = new HashSet<>(now);
        Set<Instance> known = new HashSet<>(before);
        before.stream().filter(one -> !there.contains(one) && duties.isFirst(one.toString())).forEach(one -> news.known(one, false));
        now.stream().filter(one -> !known.contains(one) && duties.isFirst(one.toString())).forEach(one -> news.known(one, true));
    }

    /** The leading service says its numbers; it ends with the last service that has one. */
    private void settleBreaker() {
        if (breaker == null) {
            return;
        }
        CircuitBreakerConfig config = held.isEmpty() ? null : leading().config().circuitBreaker();
        if (config != null) {
            breaker.config(config);
        } else if (held.stream().allMatch(service -> service.breaker() == null)) {
            breaker.close();
            breaker = null;
        }
    }

    CompletableFuture<Void> lookup(Instance instance) {
        return instances.lookup(instance);
    }

    // ---- the other nodes

    /** Other nodes share the work now than before. */
    void onDuties() {
        if (!held.isEmpty()) {
            meters.probeTakeovers.add(checks.settle(leading().config(), leadingInstances));
            hear();
        }
    }

    /** Takes what the other nodes say of the leading service's instances. */
    void hear() {
        if (!held.isEmpty()) {
            checks.hear(leading(), leadingInstances);
        }
    }

    /** Returns whether the leading service chooses by what its instances bear. */
    boolean isBalancedByLoad() {
        return !held.isEmpty() && leading().config().loadBalancer().type().isByLoad();
    }

    /** Returns the instances of the leading service. */
    List<Instance> leadingInstances() {
        return leadingInstances;
    }

    /** Returns whether the leading service is probed or watched for outliers. */
    boolean isWatched() {
        return !held.isEmpty() && (leading().config().healthCheck() != null || leading().outliers() != null);
    }

    /** Adds what this node found by itself. */
    void report(List<Verdict> verdicts, List<Ejected> ejections) {
        checks.report(leadingInstances, verdicts, ejections);
    }

    /** Removes what the node shows of the service. */
    void close() {
        meters.remove();
    }
}
