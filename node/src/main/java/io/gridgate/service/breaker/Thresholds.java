package io.gridgate.service.breaker;

import io.gridgate.config.service.CircuitBreakerConfig;

/**
 * The two counts by which a breaker changes its state.
 *
 * @param failures failures in a row, of all nodes together, that open it; from 1
 * @param successes probes that half open lets through, and successes that close it; from 1
 *
 * <p>Thread-safety: immutable.
 */
public record Thresholds(int failures, int successes) {

    public Thresholds {
        if (failures < 1 || successes < 1) {
            throw new IllegalArgumentException("failures, successes: " + failures + ", " + successes + " (expected: >= 1)");
        }
    }

    static Thresholds of(CircuitBreakerConfig config) {
        return new Thresholds(config.failureThreshold(), config.successThreshold());
    }
}
