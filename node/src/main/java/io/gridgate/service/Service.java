package io.gridgate.service;

import io.gridgate.base.Ticker;
import io.gridgate.config.service.OutlierDetectionConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.service.balance.Balancer;
import io.gridgate.service.breaker.Breaker;
import io.gridgate.service.health.OutlierDetection;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.retry.RetryBudget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service as one configuration calls it: the instances of the moment, ready to be chosen from. Revisions with an equal
 * configuration share it; those with another one share its instances.
 *
 * <p>Thread-safety: thread-safe; the instance set is one immutable value behind one volatile read, written by the registry.
 */
public final class Service {

    private final ServiceConfig config;
    private final ServiceState state;
    private final @Nullable Feed feed;
    private final @Nullable OutlierDetection outliers;
    private final @Nullable Breaker breaker;

    private volatile Balancer balancer;
    private int users;

    Service(ServiceConfig config, ServiceState state, @Nullable Feed feed) {
        this.config = config;
        this.state = state;
        this.feed = feed;
        this.balancer = Balancer.compile(config.loadBalancer(), List.of());
        OutlierDetectionConfig outlierConfig = config.outlierDetection();
        this.outliers = outlierConfig == null ? null : state.outlierDetection(outlierConfig, this::instances);
        this.breaker = config.circuitBreaker() == null ? null : state.breaker(config.circuitBreaker());
    }

    /** Returns the service's name. */
    public String name() {
        return config.name();
    }

    /** Returns how it is called. */
    public ServiceConfig config() {
        return config;
    }

    /** Returns the instances of this moment, those that are not available too. */
    public List<Instance> instances() {
        return balancer.instances();
    }

    /**
     * Returns the instance for the next attempt of the exchange.
     *
     * @throws GatewayException with {@code NO_INSTANCES} when the service has none at all
     */
    public Instance pick(Exchange exchange) {
        return balancer.pick(exchange);
    }

    /** Returns whether the next attempt of the exchange would go to an instance that it has not tried. */
    public boolean hasUntried(Exchange exchange) {
        return balancer.hasUntried(exchange);
    }

    /** Returns what keeps requests from it while it fails, or null. */
    public @Nullable Breaker breaker() {
        return breaker;
    }

    Ticker ticker() {
        return state.ticker();
    }

    ServiceMeters meters() {
        return state.meters();
    }

    RetryBudget retryBudget() {
        return state.retryBudget();
    }

    @Nullable
    OutlierDetection outliers() {
        return outliers;
    }

    @Nullable
    Feed feed() {
        return feed;
    }

    void swap(Balancer now) {
        balancer = now;
    }

    /** Counts the leases that use it; under the registry's lock. */
    int users(int change) {
        users += change;
        return users;
    }

    @Override
    public String toString() {
        return config.name();
    }
}
