package io.gridgate.config.gateway;

import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteTest;
import io.gridgate.config.route.VersioningConfig;
import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.config.service.ServiceConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one cluster serves: services, routes and the policies they name. One document for all nodes.
 *
 * <p>Thread-safety: immutable.
 *
 * @param services key: service name → value: that service, in the order of the document
 * @param routes in the order of the document; which one takes a request is decided by how specific it is, not by order
 * @param versioning how a request states the version it wants
 * @param tests requests and what is expected of them, run by the command {@code test}
 * @param deployment the expected cluster and its health path
 * @param endpoints aggregating endpoints
 * @param rateLimits in the order of the document, names are unique
 * @param concurrencyLimits in the order of the document, names are unique
 * @param caching key: name of a cache policy → value: the policy
 * @param compression absent: answers are never compressed
 * @param circuitBreaker the breaker of every service without one of its own; absent: none
 * @param security absent: no authentication
 * @param plans key: plan name → value: the plan
 */
public record GatewayDocument(
        Map<String, ServiceConfig> services,
        List<RouteConfig> routes,
        VersioningConfig versioning,
        List<RouteTest> tests,
        DeploymentConfig deployment,
        List<EndpointConfig> endpoints,
        List<RateLimitConfig> rateLimits,
        List<ConcurrencyLimitConfig> concurrencyLimits,
        Map<String, CachePolicyConfig> caching,
        @Nullable CompressionConfig compression,
        @Nullable CircuitBreakerConfig circuitBreaker,
        @Nullable SecurityConfig security,
        Map<String, PlanConfig> plans) {
    public GatewayDocument {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
        routes = List.copyOf(routes);
        tests = List.copyOf(tests);
        endpoints = List.copyOf(endpoints);
        rateLimits = List.copyOf(rateLimits);
        concurrencyLimits = List.copyOf(concurrencyLimits);
        caching = Collections.unmodifiableMap(new LinkedHashMap<>(caching));
        plans = Collections.unmodifiableMap(new LinkedHashMap<>(plans));
    }

    /** Returns the services as they are called: with the document's circuit breaker where they have none of their own. */
    public Map<String, ServiceConfig> servicesAsCalled() {
        Map<String, ServiceConfig> called = new LinkedHashMap<>();
        services.forEach((name, service) -> called.put(name, service.circuitBreaker() == null ? service.with(circuitBreaker) : service));
        return Collections.unmodifiableMap(called);
    }

    /** Returns a document with these services and routes, and every other key at its default. */
    public static GatewayDocument of(Map<String, ServiceConfig> services, List<RouteConfig> routes) {
        return new GatewayDocument(services, routes, VersioningConfig.DEFAULT, List.of(), DeploymentConfig.DEFAULT,
                List.of(), List.of(), List.of(), Map.of(), null, null, null, Map.of());
    }
}
