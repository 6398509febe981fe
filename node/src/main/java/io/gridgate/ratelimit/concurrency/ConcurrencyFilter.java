package io.gridgate.ratelimit.concurrency;

import io.gridgate.base.Ticker;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The filter that takes a permit of each concurrency limit of its route before an exchange goes on, or refuses it; the permits are freed when the
 * exchange ends, however it does.
 *
 * <p>Thread-safety: immutable; the desk is thread-safe.
 */
final class ConcurrencyFilter implements Filter {

    /** What passages use of the node. */
    record Desk(PermitDesk asks, PermitMeters meters, Ticker ticker) {}

    private final List<ConcurrencyLimit> limits;
    private final Desk desk;

    ConcurrencyFilter(List<ConcurrencyLimit> limits, Desk desk) {
        this.limits = List.copyOf(limits);
        this.desk = desk;
    }

    @Override
    public Stage stage() {
        return Stage.RATE_LIMIT;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        return new PermitPassage(limits, desk, exchange, next).begin();
    }

    @Override
    public String toString() {
        return "ConcurrencyFilter(" + limits.stream().map(ConcurrencyLimit::name).collect(Collectors.joining(", ")) + ")";
    }
}
