package io.gridgate.ratelimit;

import io.gridgate.base.Ticker;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The filter that lets an exchange pass each limit of its route once, or refuses it.
 *
 * <p>What can be decided from what this node holds is decided at once. Else the exchange waits, for two seconds at most, for the counter's answer;
 * its loop does not.
 *
 * <p>Thread-safety: immutable; the desk is thread-safe.
 */
final class RateLimitFilter implements Filter {

    /**
     * A limit on a route.
     *
     * @param isNamed whether the route names it, so that it applies whatever the path is
     */
    record Applied(RateLimit limit, boolean isNamed) {}

    /**
     * What passages use of the node.
     *
     * @param clock the time of day that local windows are aligned to
     */
    record Desk(AskDesk asks, LimitMeters meters, Ticker ticker, InstantSource clock) {}

    private final List<Applied> limits;
    private final Desk desk;

    RateLimitFilter(List<Applied> limits, Desk desk) {
        this.limits = List.copyOf(limits);
        this.desk = desk;
    }

    @Override
    public Stage stage() {
        return Stage.RATE_LIMIT;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        return new Passage(limits, desk, exchange, next).begin();
    }

    @Override
    public String toString() {
        return "RateLimitFilter(" + limits.stream().map(applied -> applied.limit().name()).collect(Collectors.joining(", ")) + ")";
    }
}
