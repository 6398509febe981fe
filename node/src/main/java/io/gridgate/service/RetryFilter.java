package io.gridgate.service;

import io.gridgate.config.service.RetriesConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import java.time.Duration;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failed attempt again, on another instance where there is one, and gives the exchange its deadline.
 *
 * <p>What may be repeated: for the listed methods, the listed failures and statuses; for every method, an attempt that the
 * instance never saw (no connection, none free), if {@code connect_failure} is listed, for such an attempt has no effect. So
 * a POST that may have been seen is never sent twice. A body is sent again only while all that was read of it is kept, 64 KiB
 * at most. The last failure decides the client's answer; the last answer of a service is passed on as it came.
 *
 * <p>Thread-safety: immutable; the budget is the service's.
 */
public final class RetryFilter implements Filter {

    private final Service service;
    private final int attempts;
    private final boolean onConnectFailure;
    private final boolean onReset;
    private final BitSet statuses = new BitSet(600);
    private final Set<String> methods;
    private final double budget;
    private final long totalNanos;

    private RetryFilter(Service service, RetriesConfig retries, @Nullable Duration total) {
        this.service = service;
        this.attempts = retries.attempts();
        this.onConnectFailure = retries.on().connectFailure();
        this.onReset = retries.on().reset();
        this.methods = Set.copyOf(retries.methods());
        this.budget = retries.budget();
        this.totalNanos = total == null ? -1 : total.toNanos();
        retries.on().statuses().forEach(statuses::set);
    }

    /** Returns the filter of a route to the service; {@code retries} and {@code timeouts} with the route's own values in them. */
    public static RetryFilter of(Service service, RetriesConfig retries, TimeoutsConfig timeouts) {
        return new RetryFilter(service, retries, timeouts.total());
    }

    @Override
    public Stage stage() {
        return Stage.RETRY;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        if (totalNanos >= 0 && exchange.deadlineNanos() == Exchange.NO_DEADLINE) {
            exchange.deadlineNanos(service.ticker().nanos() + totalNanos);
        }
        service.retryBudget().onRequest();
        return new RetryRun(this, exchange, next).start();
    }

    Service service() {
        return service;
    }

    /** Returns how many tries there may be after the first. */
    int attempts() {
        return attempts;
    }

    /** Returns whether an answer of that status is a failure that may be repeated. */
    boolean repeats(Exchange exchange, int status) {
        return statuses.get(status) && methods.contains(exchange.request().method());
    }

    /** Returns whether such a failure may be repeated. */
    boolean repeats(Exchange exchange, AttemptException failed) {
        AttemptFailure failure = failed.failure();
        return switch (failure) {
            case CONNECT -> onConnectFailure;
            case SATURATED -> onConnectFailure && service.hasUntried(exchange);
            case RESET -> onReset && methods.contains(exchange.request().method());
            case PROTOCOL, TIMEOUT, BODY, CANCELLED -> false;
        };
    }

    /** Returns whether the node may afford one more retry, and if so counts it. */
    boolean withinBudget() {
        if (service.retryBudget().tryRetry(budget)) {
            service.meters().retries.add();
            return true;
        }
        service.meters().retriesOverBudget.add();
        return false;
    }

    @Override
    public String toString() {
        return "RetryFilter(" + service.name() + ", " + attempts + ")";
    }
}
