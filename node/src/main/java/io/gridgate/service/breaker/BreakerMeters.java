package io.gridgate.service.breaker;

import io.gridgate.base.Metrics;
import io.gridgate.base.Metrics.Counter;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * The meters of one service's breaker.
 *
 * <p>Thread-safety: thread-safe.
 */
final class BreakerMeters {

    private static final String CHANGES = "circuit_breaker.state_changes";
    private static final String REJECTED = "circuit_breaker.rejected";
    private static final String STATE = "circuit_breaker.state";
    private static final List<String> KINDS = List.of("closed", "half_open", "open");

    private final Metrics metrics;
    private final Map<String, String> labels;
    private final List<Counter> changes;
    final Counter rejected;

    BreakerMeters(Metrics metrics, String service) {
        this.metrics = metrics;
        this.labels = Map.of("service", service);
        this.changes = KINDS.stream().map(kind -> metrics.counter(CHANGES, changeLabels(kind))).toList();
        this.rejected = metrics.counter(REJECTED, labels);
    }

    private Map<String, String> changeLabels(String kind) {
        return Map.of("service", labels.getOrDefault("service", ""), "to", kind);
    }

    /** Shows the state: 0 closed, 1 half open, 2 open. */
    void state(DoubleSupplier state) {
        metrics.gauge(STATE, labels, state);
    }

    static double number(String kind) {
        return KINDS.indexOf(kind);
    }

    void changedTo(String kind) {
        changes.get(KINDS.indexOf(kind)).add();
    }

    void remove() {
        KINDS.forEach(kind -> metrics.remove(CHANGES, changeLabels(kind)));
        metrics.remove(REJECTED, labels);
        metrics.remove(STATE, labels);
    }
}
