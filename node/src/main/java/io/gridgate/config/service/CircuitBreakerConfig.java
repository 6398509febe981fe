package io.gridgate.config.service;

import java.time.Duration;

/**
 * When a service is no longer called, and when it is tried again. Counted over the cluster, after retries.
 *
 * <p>Thread-safety: immutable.
 *
 * @param failureThreshold consecutive failures that open it
 * @param successThreshold probes let through while half open, and successes that close it
 * @param timeout how long it stays open
 * @param halfOpenTimeout half open for longer without a verdict opens it again
 */
public record CircuitBreakerConfig(
        int failureThreshold, int successThreshold, Duration timeout, Duration halfOpenTimeout) {}
