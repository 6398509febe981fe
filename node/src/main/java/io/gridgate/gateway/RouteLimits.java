package io.gridgate.gateway;

import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.exchange.Filter;
import io.gridgate.ratelimit.RateLimits;
import io.gridgate.ratelimit.concurrency.ConcurrencyLimits;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
        return Stream.of(rates.filter(route), concurrency.filter()).flatMap(Optional::stream).toList();
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
