package io.gridgate.observe;

import io.gridgate.base.Ticker;
import io.gridgate.exchange.Attempt;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.LogFacts;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.RouteMatch;
import io.gridgate.exchange.Stage;
import io.gridgate.http.HeaderNames;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The outermost filter: every exchange leaves it with an answer, is counted once, and has its line in the access log.
 *
 * <p>Thread-safety: immutable.
 */
public final class ObserveFilter implements Filter {

    /** What metrics and the log call the status of an exchange whose client went away, as nginx does. */
    static final int CLIENT_GONE = 499;

    private final RequestMeters meters;
    private final RequestMeters.RouteMeters route;
    private final @Nullable String service;
    private final AccessLog log;
    private final Ticker ticker;
    private final Consumer<Exchange> onEnded = this::ended;

    private ObserveFilter(RequestMeters meters, String routeId, @Nullable String service, AccessLog log, Ticker ticker) {
        this.meters = meters;
        this.route = meters.route(routeId);
        this.service = service;
        this.log = log;
        this.ticker = ticker;
    }

    /** Returns the filter of a route; {@code service} is the one that it forwards to, if it is one. */
    public static ObserveFilter of(RequestMeters meters, String routeId, @Nullable String service, AccessLog log, Ticker ticker) {
        return new ObserveFilter(meters, routeId, service, log, ticker);
    }

    /** Returns the filter of exchanges that no route takes. */
    public static ObserveFilter ofNoRoute(RequestMeters meters, AccessLog log, Ticker ticker) {
        return new ObserveFilter(meters, "-", null, log, ticker);
    }

    @Override
    public Stage stage() {
        return Stage.OBSERVE;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        exchange.onEnded(onEnded);
        CompletionStage<Response> answer = next.proceed(exchange);
        // The common case costs no further stage.
        if (answer instanceof CompletableFuture<Response> future && future.isDone() && !future.isCompletedExceptionally()) {
            return answer;
        }
        return answer.exceptionally(failure -> ErrorAnswer.to(failure, exchange.correlationId()));
    }

    private void ended(Exchange exchange) {
        long nanos = ticker.nanos() - exchange.startNanos();
        int status = exchange.outcome() == Outcome.CLIENT_GONE ? CLIENT_GONE : exchange.status();
        Attempt attempt = exchange.lastAttempt();
        String asked = attempt == null ? service : attempt.destination().service();
        meters.ended(exchange, route, asked, status, nanos);
        if (log.isOn()) {
            log.add(access(exchange, status, nanos, asked));
        }
    }

    private static AccessRecord access(Exchange exchange, int status, long nanos, @Nullable String service) {
        Attempt attempt = exchange.lastAttempt();
        RouteMatch route = exchange.route();
        return new AccessRecord(
                System.currentTimeMillis(),
                exchange.request().method(),
                exchange.request().target().forwardPath(),
                status,
                nanos,
                exchange.client().address(),
                exchange.request().headers().first(HeaderNames.USER_AGENT),
                exchange.correlationId(),
                route == null ? null : route.routeId(),
                service,
                attempt == null ? null : attempt.destination().address(),
                exchange.get(LogFacts.CACHE),
                exchange.bytesIn(),
                exchange.bytesOut(),
                exchange.get(LogFacts.USER));
    }

    @Override
    public String toString() {
        return "ObserveFilter";
    }
}
