package io.gridgate.cache;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.LogFacts;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.http.CacheControl;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.http.HttpDate;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One GET or HEAD on its way through the cache.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class CacheRun {

    /** How long a request waits for the fetch of another before it goes to the origin itself. */
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final CacheFilter filter;
    private final ResponseCache cache;
    private final Exchange exchange;
    private final Chain next;
    private final CachePolicy.Key key;
    private final CacheControl wishes;

    CacheRun(CacheFilter filter, Exchange exchange, Chain next) {
        this.filter = filter;
        this.cache = filter.cache();
        this.exchange = exchange;
        this.next = next;
        this.key = filter.policy().key(exchange);
        this.wishes = filter.policy().respectsOrigin() ? wishes(exchange.request().headers()) : CacheControl.NONE;
    }

    /** Returns what the client says of caching; {@code Pragma} counts where it says nothing else (RFC 9111 5.4). */
    private static CacheControl wishes(Headers request) {
        String field = request.joined(CacheFields.CACHE_CONTROL);
        return CacheControl.parse(field == null && request.hasToken(CacheFields.PRAGMA, "no-cache") ? "no-cache" : field);
    }

    CompletionStage<Response> begin() {
        Request request = exchange.request();
        if (exchange.forwardBody().length() != 0 || request.headers().contains(CacheFields.IF_MATCH)
                || request.headers().contains(CacheFields.IF_UNMODIFIED_SINCE)) {
            return alone(CacheStatus.BYPASS);
        }
        ResponseCache.Found found = cache.find(key, request.headers());
        return found == null ? missing() : found(found);
    }

    private CompletionStage<Response> found(ResponseCache.Found found) {
        StoredAnswer answer = found.answer();
        long now = cache.clock().millis();
        long fresh = found.isPurged() ? Math.min(0, answer.freshSeconds(now)) : answer.freshSeconds(now);
        boolean wanted = !answer.terms().needsValidation() && !wishes.has("no-cache")
                && wishes.seconds("max-age").orElse(Long.MAX_VALUE) >= answer.ageSeconds(now);
        if (wanted && fresh > 0 && fresh >= wishes.seconds("min-fresh").orElse(0)) {
            filter.meters().hit();
            return given(answer, "hit", CacheStatus.hit(fresh));
        }
        if (wanted && fresh <= 0 && answer.terms().mayBeStale() && wishes.seconds("min-fresh").isEmpty()) {
            if (-fresh < answer.terms().whileRevalidateSeconds()) {
                revalidateInBackground(answer);
                return stale(answer, fresh);
            }
            if (-fresh <= wishes.secondsOr("max-stale", Long.MAX_VALUE).orElse(-1)) {
                return stale(answer, fresh);
            }
        }
        if (wishes.has("only-if-cached")) {
            return nothingStored();
        }
        return exchange.request().isHead() ? head(answer) : fetch(answer);
    }

    private CompletionStage<Response> missing() {
        if (wishes.has("only-if-cached")) {
            return nothingStored();
        }
        Request request = exchange.request();
        String status = cache.hasVariants(key) ? CacheStatus.VARY_MISS : CacheStatus.MISS;
        if (request.isHead() || request.headers().contains(CacheFields.RANGE) || cache.isUncacheable(key)) {
            filter.meters().miss();
            return forwarded("miss", status);
        }
        return wishes.has("no-store") ? alone(CacheStatus.REQUEST) : fetch(null);
    }

    private CompletionStage<Response> nothingStored() {
        filter.meters().miss();
        exchange.put(LogFacts.CACHE, "miss");
        return CompletableFuture
                .failedFuture(
                        GatewayException.of(ErrorCode.UPSTREAM_TIMEOUT, "nothing is stored, and no more was asked for (only-if-cached)"));
    }

    private CompletionStage<Response> given(StoredAnswer answer, String logged, String status) {
        exchange.put(LogFacts.CACHE, logged);
        return CompletableFuture.completedFuture(Serving.answer(answer, exchange.request(), status, cache.clock().millis()));
    }

    private CompletionStage<Response> stale(StoredAnswer answer, long fresh) {
        filter.meters().stale();
        return given(answer, "stale", CacheStatus.hit(fresh));
    }

    private void revalidateInBackground(StoredAnswer answer) {
        Flight mine = new Flight();
        if (cache.joinOr(key, mine) == null) {
            Fetch.inBackground(filter, new Fetch.Order(filter.policy(), key, answer, answer.hasValidator()), mine, exchange, next);
        }
    }

    private CompletionStage<Response> alone(String status) {
        filter.meters().bypassed();
        return forwarded("bypass", status);
    }

    private CompletionStage<Response> forwarded(String logged, String status) {
        exchange.put(LogFacts.CACHE, logged);
        return next.proceed(exchange).thenApply(response -> {
            response.headers().add(CacheFields.CACHE_STATUS, status);
            return response;
        });
    }

    /** What is stored is not good enough, and no body is wanted: the origin's head may tell that it has changed (RFC 9111 4.3.5). */
    private CompletionStage<Response> head(StoredAnswer answer) {
        filter.meters().miss();
        return forwarded("miss", CacheStatus.STALE).thenApply(response -> {
            String length = response.headers().first(HeaderNames.CONTENT_LENGTH);
            boolean same = Objects.equals(response.headers().first(CacheFields.ETAG), answer.etag())
                    && Objects.equals(response.headers().first(CacheFields.LAST_MODIFIED), answer.lastModified())
                    && (length == null || length.equals(Integer.toString(answer.body().length)));
            if (response.status() == answer.status() && !same) {
                cache.remove(key, answer);
            }
            return response;
        });
    }

    private CompletionStage<Response> fetch(@Nullable StoredAnswer stale) {
        filter.meters().miss();
        Flight mine = new Flight();
        Flight there = cache.joinOr(key, mine);
        if (there != null) {
            return new Wait(there).begin();
        }
        return Fetch
                .forClient(filter, new Fetch.Order(filter.policy(), key, stale, stale != null && stale.hasValidator()), mine, exchange,
                        next)
                .thenApply(this::brought);
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

    /** The wait for the fetch of another request. */
    private final class Wait implements Consumer<Flight.Landing> {
        private final Flight flight;
        private final CompletableFuture<Response> answer = new CompletableFuture<>();
        private EventLoop.@Nullable Timer timer;

        private Wait(Flight flight) {
            this.flight = flight;
        }

        CompletionStage<Response> begin() {
            if (!flight.join(this)) {
                Flight.Landing landing = flight.landing();
                return landing == null ? forwarded("miss", CacheStatus.MISS) : landed(landing);
            }
            filter.meters().waits(1);
            timer = exchange.loop().schedule(this::onDeadline, WAIT_NANOS);
            exchange.onCancelled(this::onDeadline);
            return answer;
        }

        @Override
        public void accept(Flight.Landing landing) {
            exchange.loop().execute(() -> resume(landing));
        }

        private void onDeadline() {
            if (flight.leave(this)) {
                resume(new Flight.Landing.Alone());
            }
        }

        private void resume(Flight.Landing landing) {
            filter.meters().waits(-1);
            if (timer != null) {
                timer.cancel();
            }
            if (exchange.isCancelled()) {
                answer.completeExceptionally(GatewayException.of(ErrorCode.REQUEST_TIMEOUT));
                return;
            }
            var _ = landed(landing).whenComplete((response, failure) -> {
                if (failure == null) {
                    answer.complete(response);
                } else {
                    answer.completeExceptionally(ErrorAnswer.unwrap(failure));
                }
            });
        }

        private CompletionStage<Response> landed(Flight.Landing landing) {
            return switch (landing) {
                case Flight.Landing.Stored(StoredAnswer stored) when stored.variant().matches(exchange.request().headers()) ->
                    given(stored, "hit", CacheStatus.COLLAPSED);
                case Flight.Landing.Stale(StoredAnswer stored) when stored.variant().matches(exchange.request().headers()) ->
                    given(stored, "stale", CacheStatus.STALE_ERROR);
                case Flight.Landing.Failed(Throwable cause) -> {
                    exchange.put(LogFacts.CACHE, "miss");
                    yield CompletableFuture.failedFuture(cause);
                }
                default -> forwarded("miss", CacheStatus.MISS);
            };
        }
    }
}
