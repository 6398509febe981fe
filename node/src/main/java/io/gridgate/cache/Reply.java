package io.gridgate.cache;

import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.LogFacts;
import io.gridgate.exchange.Response;
import io.gridgate.http.Headers;
import io.gridgate.http.HttpDate;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which one request is answered: each with what its log line, its {@code Cache-Status} and the route's meters say of it.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class Reply {

    private final CacheFilter filter;
    private final Exchange exchange;
    private final Chain next;
    private boolean isMissCounted;

    Reply(CacheFilter filter, Exchange exchange, Chain next) {
        this.filter = filter;
        this.exchange = exchange;
        this.next = next;
    }

    CompletionStage<Response> hit(ResponseCache.Found found) {
        filter.meters().hit();
        return given(found.answer(), "hit", CacheStatus.hit(found.freshSeconds(now())));
    }

    /** Another node had it. */
    CompletionStage<Response> foundElsewhere(StoredAnswer answer) {
        filter.meters().gridHit();
        return given(answer, "hit", CacheStatus.gridHit(answer.freshSeconds(now())));
    }

    /** Another request has fetched it. */
    CompletionStage<Response> collapsed(StoredAnswer answer) {
        countMiss();
        return given(answer, "hit", CacheStatus.COLLAPSED);
    }

    CompletionStage<Response> stale(ResponseCache.Found found) {
        filter.meters().stale();
        return given(found.answer(), "stale", CacheStatus.hit(found.freshSeconds(now())));
    }

    /** The origin has failed. */
    CompletionStage<Response> staleOnError(StoredAnswer answer) {
        countMiss();
        return given(answer, "stale", CacheStatus.STALE_ERROR);
    }

    private CompletionStage<Response> given(StoredAnswer answer, String logged, String status) {
        exchange.put(LogFacts.CACHE, logged);
        return CompletableFuture.completedFuture(Serving.answer(answer, exchange.request(), status, now()));
    }

    /** The cache has nothing to do with it. */
    CompletionStage<Response> bypassed(String status) {
        filter.meters().bypassed();
        return forwarded("bypass", status, _ -> null);
    }

    /** The origin is asked for this request alone. */
    CompletionStage<Response> missed(String status) {
        return missed(status, _ -> null);
    }

    /**
     * The same; what it answers may be kept as it comes.
     *
     * @param keeping returns what the client gets of it; null: it is not kept
     */
    CompletionStage<Response> missed(String status, Function<Response, @Nullable Response> keeping) {
        countMiss();
        return forwarded("miss", status, keeping);
    }

    private CompletionStage<Response> forwarded(String logged, String status, Function<Response, @Nullable Response> keeping) {
        exchange.put(LogFacts.CACHE, logged);
        return next.proceed(exchange).thenApply(answer -> {
            Response kept = keeping.apply(answer);
            Response response = kept == null ? answer : kept;
            response.headers().add(CacheFields.CACHE_STATUS, kept == null ? status : CacheStatus.stored(status));
            return response;
        });
    }

    CompletionStage<Response> failed(Throwable cause) {
        countMiss();
        exchange.put(LogFacts.CACHE, "miss");
        return CompletableFuture.failedFuture(cause);
    }

    /** More was not asked for. */
    CompletionStage<Response> nothingStored() {
        return failed(GatewayException.of(ErrorCode.UPSTREAM_TIMEOUT,
                "nothing is stored, and no more was asked for (only-if-cached)"));
    }

    /** This request has fetched it. */
    CompletionStage<Response> fetched(CompletionStage<Fetch.Brought> fetch) {
        countMiss();
        return fetch.thenApply(this::brought);
    }

    private Response brought(Fetch.Brought brought) {
        exchange.put(LogFacts.CACHE, brought.isStored() ? "stale" : "miss");
        Response response = brought.response();
        if (brought.isStored()) {
            return response;
        }
        response.headers().add(CacheFields.CACHE_STATUS, brought.status());
        Headers conditions = exchange.request().headers();
        String etag = response.headers().first(CacheFields.ETAG);
        OptionalLong modified = HttpDate.parse(response.headers().first(CacheFields.LAST_MODIFIED));
        if (response.status() == 200 && Serving.isNotModified(conditions, etag, modified.orElse(Long.MAX_VALUE))) {
            response.close();
            return Serving.notModified(response.headers());
        }
        return response;
    }

    private void countMiss() {
        if (!isMissCounted) {
            isMissCounted = true;
            filter.meters().miss();
        }
    }

    private long now() {
        return filter.cache().clock().millis();
    }
}
