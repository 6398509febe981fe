package io.gridgate.config.service;

import java.time.Duration;

/**
 * The active probe of each instance: a GET that has to answer 200 to 399.
 *
 * <p>Thread-safety: immutable.
 *
 * @param path where it asks
 * @param interval from one probe's start to the next
 * @param timeout how long a probe may take
 * @param healthyThreshold successes in a row after which a failed instance is used again
 * @param unhealthyThreshold failures in a row after which an instance is no longer used
 */
public record HealthCheckConfig(
        String path, Duration interval, Duration timeout, int healthyThreshold, int unhealthyThreshold) {}
