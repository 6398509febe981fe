package io.gridgate.service;

import io.gridgate.config.service.HealthCheckConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.service.health.ActiveCheck;
import io.gridgate.service.health.InstanceNews;
import io.gridgate.service.health.OutlierDetection;
import io.gridgate.service.instance.Health;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.peer.Duties;
import io.gridgate.service.peer.HealthExchange;
import io.gridgate.service.peer.HealthReport.Ejected;
import io.gridgate.service.peer.HealthReport.Verdict;
import io.gridgate.service.peer.Hearsay;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a service's instances are, as far as that does not come from its exchanges: the probes of this node's share of them, and what
 * the other nodes say of all.
 *
 * <p>Thread-safety: guarded by the registry's lock.
 */
final class ServiceChecks {

    private final ServicePorts ports;
    private final HealthExchange exchange;
    private final ServiceMeters meters;
    private final InstanceNews news;
    private final Map<Instance, ActiveCheck> checks = new HashMap<>();
    private final HeardEjections heardEjections = new HeardEjections();

    ServiceChecks(ServicePorts ports, HealthExchange exchange, ServiceMeters meters, InstanceNews news) {
        this.ports = ports;
        this.exchange = exchange;
        this.meters = meters;
        this.news = news;
    }

    /**
     * Begins the checks of this node's share and ends those that are no longer of it; returns how many it began.
     *
     * @param config of the leading service; null: there is none
     */
    int settle(@Nullable ServiceConfig config, Collection<Instance> instances) {
        HealthCheckConfig check = config == null ? null : config.healthCheck();
        if (config == null || check == null) {
            instances.forEach(this::unprobed);
            retain(Set.of(), null);
            return 0;
        }
        Set<Instance> mine = share(instances);
        retain(mine, check);
        int before = checks.size();
        for (Instance instance : mine) {
            checks.computeIfAbsent(instance, one -> begin(one, config)).service(config);
        }
        return checks.size() - before;
    }

    private Set<Instance> share(Collection<Instance> instances) {
        Duties duties = exchange.duties();
        return instances.stream().filter(instance -> duties.isMine(instance.toString()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void retain(Set<Instance> mine, @Nullable HealthCheckConfig check) {
        for (Iterator<Map.Entry<Instance, ActiveCheck>> all = checks.entrySet().iterator(); all.hasNext();) {
            Map.Entry<Instance, ActiveCheck> entry = all.next();
            if (!mine.contains(entry.getKey()) || !entry.getValue().config().equals(check)) {
                entry.getValue().close();
                all.remove();
            }
        }
    }

    private void unprobed(Instance instance) {
        if (instance.health() != Health.UNKNOWN) {
            instance.health(Health.UNKNOWN, null, ports.clock().instant());
        }
    }

    private ActiveCheck begin(Instance instance, ServiceConfig config) {
        ActiveCheck begun = new ActiveCheck(instance, config,
                new ActiveCheck.Ports(ports.probe(), ports.scheduler(), ports.clock(), meters.checks, news, exchange::soon));
        begun.start();
        return begun;
    }

    /** Takes what the other nodes say of the leading service's instances. */
    void hear(Service leading, Collection<Instance> instances) {
        Hearsay hearsay = exchange.heard();
        Duties duties = exchange.duties();
        boolean probed = leading.config().healthCheck() != null;
        OutlierDetection outliers = leading.outliers();
        for (Instance instance : instances) {
            String key = instance.toString();
            Verdict verdict = probed ? hearsay.verdict(key, duties.holders(key)) : null;
            if (verdict != null) {
                hear(instance, verdict);
            }
            if (outliers != null) {
                heardEjections.apply(instance, hearsay, outliers, ports.clock());
            }
        }
        heardEjections.retain(instances);
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

    /** Adds what this node found by itself. */
    void report(Collection<Instance> instances, List<Verdict> verdicts, List<Ejected> ejections) {
        checks.forEach((instance, check) -> {
            Health verdict = check.verdict();
            if (verdict != Health.UNKNOWN) {
                String why = verdict == Health.HEALTHY ? null : instance.trouble();
                verdicts.add(new Verdict(instance.toString(), verdict == Health.HEALTHY, why == null ? "" : why));
            }
        });
        for (Instance instance : instances) {
            Instance.Ejection ejection = instance.ejection();
            if (ejection != null && ejection.by() == null && instance.isEjected()) {
                ejections.add(new Ejected(instance.toString(), ejection.until().toEpochMilli(), ejection.count()));
            }
        }
    }
}
