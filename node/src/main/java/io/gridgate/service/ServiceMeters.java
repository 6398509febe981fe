package io.gridgate.service;

import io.gridgate.base.Metrics;
import io.gridgate.base.Metrics.Counter;
import io.gridgate.service.health.CheckMeters;
import io.gridgate.service.health.EjectionMeters;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * The meters of one service; its name is their only label.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ServiceMeters {

    private static final List<String> NAMES = List.of("service.attempts", "service.attempts_failed", "service.retries",
            "service.retries_over_budget", "service.ejections", "service.ejections_heard", "service.probes",
            "service.probes_failed", "service.probe_takeovers", "service.instances", "service.instances_available", "service.in_flight");

    private final Metrics metrics;
    private final String service;
    private final Map<String, String> labels;
    private final LongAdder inFlightOfAll;
    final Counter attempts;
    final Counter attemptsFailed;
    final Counter retries;
    final Counter retriesOverBudget;
    final EjectionMeters ejections;
    final CheckMeters checks;
    final Counter probeTakeovers;

    ServiceMeters(Metrics metrics, String service, LongAdder inFlightOfAll) {
        this.metrics = metrics;
        this.service = service;
        this.labels = Map.of("service", service);
        this.inFlightOfAll = inFlightOfAll;
        this.attempts = metrics.counter("service.attempts", labels);
        this.attemptsFailed = metrics.counter("service.attempts_failed", labels);
        this.retries = metrics.counter("service.retries", labels);
        this.retriesOverBudget = metrics.counter("service.retries_over_budget", labels);
        this.ejections = new EjectionMeters(metrics.counter("service.ejections", labels),
                metrics.counter("service.ejections_heard", labels));
        this.checks = new CheckMeters(metrics.counter("service.probes", labels), metrics.counter("service.probes_failed", labels));
        this.probeTakeovers = metrics.counter("service.probe_takeovers", labels);
    }

    String service() {
        return service;
    }

    void gauges(DoubleSupplier instances, DoubleSupplier available, DoubleSupplier inFlight) {
        metrics.gauge("service.instances", labels, instances);
        metrics.gauge("service.instances_available", labels, available);
        metrics.gauge("service.in_flight", labels, inFlight);
    }

    void began() {
        inFlightOfAll.increment();
        attempts.add();
    }

    void ended() {
        inFlightOfAll.decrement();
    }

    void remove() {
        NAMES.forEach(name -> metrics.remove(name, labels));
    }
}
