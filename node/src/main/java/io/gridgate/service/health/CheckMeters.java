package io.gridgate.service.health;

import io.gridgate.base.Metrics.Counter;

/**
 * What the active checks of a service count.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @param probes that this node sent
 * @param failures those that the instance did not pass
 */
public record CheckMeters(Counter probes, Counter failures) {}
