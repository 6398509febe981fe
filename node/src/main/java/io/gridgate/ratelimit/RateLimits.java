package io.gridgate.ratelimit;

import io.gridgate.config.route.RouteConfig;
import io.gridgate.exchange.Filter;
import io.gridgate.ratelimit.RateLimitFilter.Applied;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A revision's hold on its rate limits.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class RateLimits implements AutoCloseable {

    private final List<RateLimit> limits;
    private final RateLimitFilter.Desk desk;
    private final RateLimiter limiter;
    private final AtomicBoolean closed = new AtomicBoolean();

    RateLimits(List<RateLimit> limits, RateLimitFilter.Desk desk, RateLimiter limiter) {
        this.limits = List.copyOf(limits);
        this.desk = desk;
        this.limiter = limiter;
    }

    /** Returns the filter of a route: the limits that it names, and those with a path, in the order of the document; empty: none applies. */
    public Optional<Filter> filter(RouteConfig route) {
        List<Applied> applied = new ArrayList<>(0);
        for (RateLimit limit : limits) {
            boolean isNamed = route.policies().rateLimits().contains(limit.name());
            if (isNamed || limit.config().path() != null) {
                applied.add(new Applied(limit, isNamed));
            }
        }
        return applied.isEmpty() ? Optional.empty() : Optional.of(new RateLimitFilter(applied, desk));
    }

    /** The revision is served from now on: it says how much there is. */
    public void lead() {
        limiter.lead(limits);
    }

    /** Gives the limits back; what no other revision has is forgotten by this node. Does nothing when it was closed. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            limiter.release(limits);
        }
    }
}
