package io.gridgate.config.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backend by name: where its instances are and how they are called.
 *
 * <p>Thread-safety: immutable.
 *
 * @param instances the fixed instances; empty if all are discovered. With {@code discovery} beside it, both count
 * @param discovery absent: only the fixed instances
 * @param rewriteHost whether the instance's own authority replaces the client's {@code Host}
 * @param circuitBreaker absent: the document's
 * @param healthCheck absent: instances are not probed
 * @param outlierDetection absent: instances are not ejected
 */
public record ServiceConfig(
        String name,
        List<InstanceConfig> instances,
        @Nullable DiscoveryConfig discovery,
        LoadBalancerConfig loadBalancer,
        UpstreamTlsConfig tls,
        Protocol protocol,
        TimeoutsConfig timeouts,
        boolean rewriteHost,
        RetriesConfig retries,
        @Nullable CircuitBreakerConfig circuitBreaker,
        @Nullable HealthCheckConfig healthCheck,
        @Nullable OutlierDetectionConfig outlierDetection,
        ConnectionsConfig connections) {
    public ServiceConfig {
        instances = List.copyOf(instances);
    }

    /** Returns a service of fixed instances with every other key at its default. */
    public static ServiceConfig of(String name, List<InstanceConfig> instances) {
        return new ServiceConfig(name, instances, null, LoadBalancerConfig.DEFAULT, UpstreamTlsConfig.OFF, Protocol.HTTP1,
                TimeoutsConfig.DEFAULT, false, RetriesConfig.DEFAULT, null, null, null, ConnectionsConfig.DEFAULT);
    }

    /** Returns this service with that circuit breaker, or with none. */
    public ServiceConfig with(@Nullable CircuitBreakerConfig breaker) {
        return new ServiceConfig(name, instances, discovery, loadBalancer, tls, protocol, timeouts, rewriteHost, retries, breaker,
                healthCheck,
                outlierDetection, connections);
    }

    /** The protocol that instances are spoken to in. */
    public enum Protocol {
        HTTP1,
        HTTP2,
        GRPC
    }
}
