package io.gridgate.cache;

import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.LogFacts;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import java.util.concurrent.CompletionStage;

/**
 * The filter that answers from what is stored, and stores what may be given again.
 *
 * <p>Thread-safety: immutable; the cache is thread-safe.
 */
final class CacheFilter implements Filter {

    private final CachePolicy policy;
    private final ResponseCache cache;
    private final CacheMeters.Route meters;

    CacheFilter(CachePolicy policy, ResponseCache cache, CacheMeters.Route meters) {
        this.policy = policy;
        this.cache = cache;
        this.meters = meters;
    }

    CachePolicy policy() {
        return policy;
    }

    ResponseCache cache() {
        return cache;
    }

    CacheMeters.Route meters() {
        return meters;
    }

    @Override
    public Stage stage() {
        return Stage.CACHE;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        return switch (exchange.request().method()) {
            case "GET", "HEAD" -> new CacheRun(this, exchange, next).begin();
            default -> pass(exchange, next);
        };
    }

    /** A method that may change what is stored, or is for nobody else (RFC 9111 4.4). */
    private CompletionStage<Response> pass(Exchange exchange, Chain next) {
        meters.bypassed();
        exchange.put(LogFacts.CACHE, "bypass");
        boolean safe = exchange.request().method().equals("OPTIONS") || exchange.request().method().equals("TRACE");
        if (!safe) {
            return next.proceed(exchange).thenApply(new Posting(this, exchange)::answered);
        }
        return next.proceed(exchange).thenApply(response -> {
            response.headers().add(CacheFields.CACHE_STATUS, CacheStatus.METHOD);
            return response;
        });
    }

    @Override
    public String toString() {
        return "CacheFilter(" + policy + ")";
    }
}
