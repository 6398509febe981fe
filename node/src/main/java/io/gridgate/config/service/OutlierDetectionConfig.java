package io.gridgate.config.service;

import java.time.Duration;

/**
 * The ejection of an instance by what its answers show.
 *
 * <p>Thread-safety: immutable.
 *
 * @param consecutiveFailures failures in a row that eject it
 * @param ejection how long it stays out
 * @param maxEjected the greatest share of a service's instances that may be out at once, 0.0 to 1.0
 */
public record OutlierDetectionConfig(int consecutiveFailures, Duration ejection, double maxEjected) {}
