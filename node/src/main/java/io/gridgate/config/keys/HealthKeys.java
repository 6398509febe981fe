package io.gridgate.config.keys;

import static io.gridgate.config.shape.Quantities.duration;
import static io.gridgate.config.shape.Quantities.integer;
import static io.gridgate.config.shape.Quantities.percent;

import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.config.service.HealthCheckConfig;
import io.gridgate.config.service.OutlierDetectionConfig;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.value.GatewayDefaults;
import java.time.Duration;
import java.util.List;

/**
 * The keys that say when an instance, or a service, is no longer called: probes, ejection, circuit breaker.
 *
 * <p>Thread-safety: immutable.
 */
final class HealthKeys {

    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private HealthKeys() {}

    private static final Key<CircuitBreakerConfig, Integer> FAILURES = Key.<CircuitBreakerConfig, Integer>of("failure_threshold",
            integer(1, 10_000), CircuitBreakerConfig::failureThreshold, "consecutive failures that open it")
            .orElse(GatewayDefaults.BREAKER_FAILURE_THRESHOLD);
    private static final Key<CircuitBreakerConfig, Integer> SUCCESSES = Key.<CircuitBreakerConfig, Integer>of("success_threshold",
            integer(1, 10_000), CircuitBreakerConfig::successThreshold, "probes let through while half open, and successes that close it")
            .orElse(GatewayDefaults.BREAKER_SUCCESS_THRESHOLD);
    private static final Key<CircuitBreakerConfig, Duration> OPEN = Key.<CircuitBreakerConfig, Duration>of("timeout",
            duration(MILLISECOND, MILLISECOND), CircuitBreakerConfig::timeout, "how long it stays open")
            .orElse(GatewayDefaults.BREAKER_TIMEOUT);
    private static final Key<CircuitBreakerConfig, Duration> HALF_OPEN = Key.<CircuitBreakerConfig, Duration>of("half_open_timeout",
            duration(MILLISECOND, MILLISECOND), CircuitBreakerConfig::halfOpenTimeout,
            "half open for longer without a verdict opens it again")
            .orElse(GatewayDefaults.BREAKER_HALF_OPEN_TIMEOUT);
    static final MapShape<CircuitBreakerConfig> CIRCUIT_BREAKER = MapShape.of("circuit_breaker", "When a service is no longer called.",
            List.of(FAILURES, SUCCESSES, OPEN, HALF_OPEN),
            v -> new CircuitBreakerConfig(v.get(FAILURES), v.get(SUCCESSES), v.get(OPEN), v.get(HALF_OPEN)));

    private static final Key<HealthCheckConfig, String> HEALTH_PATH = Key.<HealthCheckConfig, String>of("path", Words.TARGET,
            HealthCheckConfig::path, "what is asked of each instance").orElse(GatewayDefaults.HEALTH_PATH);
    private static final Key<HealthCheckConfig, Duration> HEALTH_INTERVAL = Key
            .<HealthCheckConfig, Duration>of("interval", duration(), HealthCheckConfig::interval, "from one probe to the next")
            .orElse(GatewayDefaults.HEALTH_INTERVAL);
    private static final Key<HealthCheckConfig, Duration> HEALTH_TIMEOUT = Key
            .<HealthCheckConfig, Duration>of("timeout", duration(), HealthCheckConfig::timeout, "how long a probe may take")
            .orElse(GatewayDefaults.HEALTH_TIMEOUT);
    private static final Key<HealthCheckConfig, Integer> HEALTHY = Key.<HealthCheckConfig, Integer>of("healthy_threshold", integer(1, 100),
            HealthCheckConfig::healthyThreshold, "successes in a row after which a failed instance is used again")
            .orElse(GatewayDefaults.HEALTHY_THRESHOLD);
    private static final Key<HealthCheckConfig, Integer> UNHEALTHY = Key.<HealthCheckConfig, Integer>of("unhealthy_threshold",
            integer(1, 100), HealthCheckConfig::unhealthyThreshold, "failures in a row after which an instance is no longer used")
            .orElse(GatewayDefaults.UNHEALTHY_THRESHOLD);
    static final MapShape<HealthCheckConfig> HEALTH_CHECK = MapShape.of("health_check", "The active probe of each instance.",
            List.of(HEALTH_PATH, HEALTH_INTERVAL, HEALTH_TIMEOUT, HEALTHY, UNHEALTHY), v -> new HealthCheckConfig(v.get(HEALTH_PATH),
                    v.get(HEALTH_INTERVAL), v.get(HEALTH_TIMEOUT), v.get(HEALTHY), v.get(UNHEALTHY)));

    private static final Key<OutlierDetectionConfig, Integer> OUTLIER_FAILURES = Key.<OutlierDetectionConfig, Integer>of(
            "consecutive_failures", integer(1, 10_000), OutlierDetectionConfig::consecutiveFailures,
            "failures in a row that eject an instance")
            .orElse(GatewayDefaults.OUTLIER_CONSECUTIVE_FAILURES);
    private static final Key<OutlierDetectionConfig, Duration> OUTLIER_EJECTION = Key.<OutlierDetectionConfig, Duration>of("ejection",
            duration(), OutlierDetectionConfig::ejection, "how long it stays out").orElse(GatewayDefaults.OUTLIER_EJECTION);
    private static final Key<OutlierDetectionConfig, Double> OUTLIER_MAX = Key.<OutlierDetectionConfig, Double>of("max_ejected", percent(),
            OutlierDetectionConfig::maxEjected, "the greatest share that may be out at once").orElse(GatewayDefaults.OUTLIER_MAX_EJECTED);
    static final MapShape<OutlierDetectionConfig> OUTLIER = MapShape.of("outlier_detection",
            "The ejection of an instance by what its answers show.",
            List.of(OUTLIER_FAILURES, OUTLIER_EJECTION, OUTLIER_MAX),
            v -> new OutlierDetectionConfig(v.get(OUTLIER_FAILURES), v.get(OUTLIER_EJECTION), v.get(OUTLIER_MAX)));
}
