package io.gridgate.gateway;

import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.exchange.Filter;
import io.gridgate.ratelimit.RateLimits;
import io.gridgate.ratelimit.concurrency.ConcurrencyLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * A revision's hold on all its limits. A request is counted by its rates before it waits for a permit, so that who is refused for coming too often
 * takes nobody's.
 *
 * <p>Thread-safety: immutable; its parts are thread-safe.
 */
record RouteLimits(RateLimits rates, ConcurrencyLimits concurrency) implements AutoCloseable {

    static RouteLimits acquire(GatewayDocument document, GatewayCompiler.Ports ports) {
        return new RouteLimits(ports.limits().acquire(document.rateLimits()), ports.concurrency().acquire(document.concurrencyLimits()));
    }

    /** Returns the filters of a route, in their order. */
    List<Filter> filters(RouteConfig route) {
        List<Filter> filters = new ArrayList<>(0);
        rates.filter(route).ifPresent(filters::add);
        concurrency.filter().ifPresent(filters::add);
        return filters;
    }

    /** The revision is served from now on. */
    void lead() {
        rates.lead();
        concurrency.lead();
    }

    @Override
    public void close() {
        rates.close();
        concurrency.close();
    }
}
