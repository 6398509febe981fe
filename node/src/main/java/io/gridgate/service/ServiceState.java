package io.gridgate.service;

import io.gridgate.base.Ticker;
import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.config.service.HealthCheckConfig;
import io.gridgate.config.service.InstanceConfig;
import io.gridgate.config.service.OutlierDetectionConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.service.balance.Balancer;
import io.gridgate.service.breaker.Breaker;
import io.gridgate.service.breaker.BreakerPoll;
import io.gridgate.service.health.ActiveCheck;
import io.gridgate.service.health.InstanceNews;
import io.gridgate.service.health.OutlierDetection;
import io.gridgate.service.instance.Health;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.peer.Duties;
import io.gridgate.service.peer.HealthExchange;
import io.gridgate.service.peer.HealthReport.Ejected;
import io.gridgate.service.peer.HealthReport.Verdict;
import io.gridgate.service.peer.Hearsay;
import io.gridgate.service.retry.RetryBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a node keeps of a service by its name, whatever revisions come and go: its instances, their probes and lookups, the
 * retry budget, its breaker.
 *
 * <p>Several configurations of it may be held at once, while one revision drains and the next serves; the one that was
 * acquired last is the leading one and says how instances are probed.
 *
 * <p>Thread-safety: guarded by the registry's lock, except for what is immutable.
 */
final class ServiceState {

    private static final String FIXED = "fixed";

    private final ServicePorts ports;
    private final HealthExchange exchange;
    private final BreakerPoll breakers;
    private final ServiceMeters meters;
    private final RetryBudget retryBudget;
    private final InstanceNews news;
    private final List<Service> held = new ArrayList<>();
    private final Map<String, Instance> instances = new HashMap<>();
    private final Map<Instance, NameWatch> names = new HashMap<>();
    private final Map<Instance, ActiveCheck> checks = new HashMap<>();
    private @Nullable Breaker breaker;
    private final HeardEjections heardEjections = new HeardEjections();
    private volatile List<Instance> leadingInstances = List.of();
    private boolean hadInstances;

    ServiceState(String name, ServicePorts ports, HealthExchange exchange, BreakerPoll breakers, LongAdder inFlightOfAll) {
        this.ports = ports;
        this.exchange = exchange;
        this.breakers = breakers;
        this.meters = new ServiceMeters(ports.metrics(), name, inFlightOfAll);
        this.retryBudget = new RetryBudget(ports.ticker());
        this.news = new InstanceNews(ports.events(), ports.scheduler(), ports.ticker());
        meters.gauges(() -> leadingInstances.size(), () -> leadingInstances.stream().filter(Instance::isAvailable).count(),
                () -> leadingInstances.stream().mapToInt(Instance::inFlight).sum());
    }

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

    /** Gives the service the instances that its configuration and its source name now. */
    void rebuild(Service service) {
        boolean leads = held.isEmpty() || leading() == service;
        Map<String, Instance> now = new LinkedHashMap<>();
        for (InstanceConfig fixed : service.config().instances()) {
            add(now, new KnownInstance(fixed.address(), fixed.weight(), 0, fixed.zone()), FIXED, leads);
        }
        Feed feed = service.feed();
        if (feed != null) {
            feed.instances().forEach(known -> add(now, known, feed.sourceName(), leads));
        }
        service.swap(Balancer.compile(service.config().loadBalancer(), List.copyOf(now.values())));
    }

    private void add(Map<String, Instance> set, KnownInstance known, String source, boolean leads) {
        String address = known.address().toString();
        if (set.containsKey(address)) {
            return;
        }
        Instance instance = instances.get(address);
        if (instance == null) {
            instance = new Instance(meters.service(), known, source, ports.ticker(), ports.clock().instant());
            instances.put(address, instance);
        }
        if (leads) {
            instance.known(known, source, ports.clock().instant());
        }
        set.put(address, instance);
    }

    /** Stops what belongs to instances that no held service has any more, begins what belongs to new ones; returns the former. */
    List<Instance> settle() {
        Set<Instance> used = new HashSet<>();
        held.forEach(service -> used.addAll(service.instances()));
        List<Instance> retired = new ArrayList<>();
        for (Iterator<Instance> all = instances.values().iterator(); all.hasNext();) {
            Instance instance = all.next();
            if (!used.contains(instance)) {
                all.remove();
                retired.add(instance);
            }
        }
        lead(held.isEmpty() ? List.of() : leading().instances());
        retired.forEach(this::stopLookups);
        used.forEach(this::startLookups);
        settleChecks();
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

    private void startLookups(Instance instance) {
        if (instance.socketAddress().isUnresolved() && !names.containsKey(instance)) {
            NameWatch watch = new NameWatch(instance, ports);
            names.put(instance, watch);
            watch.start();
        }
    }

    private void stopLookups(Instance instance) {
        NameWatch watch = names.remove(instance);
        if (watch != null) {
            watch.close();
        }
    }

    CompletableFuture<Void> lookup(Instance instance) {
        NameWatch watch = names.get(instance);
        return watch == null ? CompletableFuture.completedFuture(null) : watch.first();
    }

    /** Begins the checks of this node's share and ends those that are no longer of it; returns how many it began. */
    private int settleChecks() {
        HealthCheckConfig check = held.isEmpty() ? null : leading().config().healthCheck();
        if (check == null) {
            leadingInstances.forEach(this::unprobed);
        }
        Set<Instance> mine = check == null ? Set.of() : myShare();
        for (Iterator<Map.Entry<Instance, ActiveCheck>> all = checks.entrySet().iterator(); all.hasNext();) {
            Map.Entry<Instance, ActiveCheck> entry = all.next();
            if (!mine.contains(entry.getKey()) || !entry.getValue().config().equals(check)) {
                entry.getValue().close();
                all.remove();
            }
        }
        int before = checks.size();
        for (Instance instance : mine) {
            checks.computeIfAbsent(instance, this::begin).service(leading().config());
        }
        return checks.size() - before;
    }

    private Set<Instance> myShare() {
        Duties duties = exchange.duties();
        return leadingInstances.stream().filter(instance -> duties.isMine(instance.toString()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void unprobed(Instance instance) {
        if (instance.health() != Health.UNKNOWN) {
            instance.health(Health.UNKNOWN, null, ports.clock().instant());
        }
    }

    private ActiveCheck begin(Instance instance) {
        ActiveCheck begun = new ActiveCheck(instance, leading().config(),
                new ActiveCheck.Ports(ports.probe(), ports.scheduler(), ports.clock(), meters.checks, news, exchange::soon));
        begun.start();
        return begun;
    }

    /** Other nodes share the work now than before. */
    void onDuties() {
        if (!held.isEmpty()) {
            meters.probeTakeovers.add(settleChecks());
            hear();
        }
    }

    /** Takes what the other nodes say of the leading service's instances. */
    void hear() {
        if (held.isEmpty()) {
            return;
        }
        Hearsay hearsay = exchange.heard();
        Duties duties = exchange.duties();
        boolean probed = leading().config().healthCheck() != null;
        OutlierDetection outliers = leading().outliers();
        for (Instance instance : leadingInstances) {
            String key = instance.toString();
            Verdict verdict = probed ? hearsay.verdict(key, duties.holders(key)) : null;
            if (verdict != null) {
                hear(instance, verdict);
            }
            if (outliers != null) {
                heardEjections.apply(instance, hearsay, outliers, ports.clock());
            }
        }
        heardEjections.retain(leadingInstances);
    }

    private void hear(Instance instance, Verdict verdict) {
        Health health = verdict.healthy() ? Health.HEALTHY : Health.UNHEALTHY;
        String why = verdict.healthy() ? null : verdict.why();
        ActiveCheck check = checks.get(instance);
        if (check != null) {
            check.heard(health, why);
        } else {
            instance.health(health, why, ports.clock().instant());
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
        checks.forEach((instance, check) -> {
            Health verdict = check.verdict();
            if (verdict != Health.UNKNOWN) {
                String why = verdict == Health.HEALTHY ? null : instance.trouble();
                verdicts.add(new Verdict(instance.toString(), verdict == Health.HEALTHY, why == null ? "" : why));
            }
        });
        for (Instance instance : leadingInstances) {
            Instance.Ejection ejection = instance.ejection();
            if (ejection != null && ejection.by() == null && instance.isEjected()) {
                ejections.add(new Ejected(instance.toString(), ejection.until().toEpochMilli(), ejection.count()));
            }
        }
    }

    /** Removes what the node shows of the service. */
    void close() {
        meters.remove();
    }
}
