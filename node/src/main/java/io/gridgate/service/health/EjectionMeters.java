package io.gridgate.service.health;

import io.gridgate.base.Metrics.Counter;

/**
 * What the outlier detection of a service counts.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @param ejections by this node's own evidence
 * @param heard those that another node told of
 */
public record EjectionMeters(Counter ejections, Counter heard) {}
