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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One GET or HEAD on its way through the cache.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class CacheRun implements Search.Finder {

    /** How long a request waits for the fetch of another before it goes to the origin itself. */
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final CacheFilter filter;
    private final ResponseCache cache;
    private final Exchange exchange;
    private final Chain next;
    private final CachePolicy.Key key;
    private final CacheControl wishes;
    private boolean isCounted;
    private boolean isWaiting;
    private long waitsUntilNanos;

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
        ResponseCache.Found found = find();
        return found == null ? missing() : found(found);
    }

    @Override
    public ResponseCache.@Nullable Found find() {
        return cache.find(key, exchange.request().headers());
    }

    private boolean isWanted(StoredAnswer answer, long now) {
        return !answer.terms().needsValidation() && !wishes.has("no-cache")
                && wishes.seconds("max-age").orElse(Long.MAX_VALUE) >= answer.ageSeconds(now);
    }

    private static long freshSeconds(ResponseCache.Found found, long now) {
        long fresh = found.answer().freshSeconds(now);
        return found.isPurged() ? Math.min(0, fresh) : fresh;
    }

    /** Returns whether it is fresh, and fresh enough for this client. */
    @Override
    public boolean isGood(ResponseCache.Found found) {
        long now = cache.clock().millis();
        return isGood(found.answer(), freshSeconds(found, now), now);
    }

    private boolean isGood(StoredAnswer answer, long fresh, long now) {
        return fresh > 0 && fresh >= wishes.seconds("min-fresh").orElse(0) && isWanted(answer, now);
    }

    private CompletionStage<Response> found(ResponseCache.Found found) {
        StoredAnswer answer = found.answer();
        long now = cache.clock().millis();
        long fresh = freshSeconds(found, now);
        if (isGood(answer, fresh, now)) {
            filter.meters().hit();
            return given(answer, "hit", CacheStatus.hit(fresh));
        }
        if (isWanted(answer, now) && fresh <= 0 && answer.terms().mayBeStale() && wishes.seconds("min-fresh").isEmpty()) {
            if (-fresh < answer.terms().whileRevalidateSeconds()) {
                if (!isForNobodyElse()) {
                    revalidateInBackground(answer);
                }
                return stale(answer, fresh);
            }
            if (-fresh <= wishes.secondsOr("max-stale", Long.MAX_VALUE).orElse(-1)) {
                return stale(answer, fresh);
            }
        }
        if (wishes.has("only-if-cached")) {
            return nothingStored();
        }
        if (exchange.request().isHead()) {
            return head(answer);
        }
        if (wishes.has("no-store")) {
            return alone(CacheStatus.REQUEST);
        }
        return isForNobodyElse() ? missed(CacheStatus.STALE) : fetch();
    }

    /** Returns whether nothing that this client fetches would be stored. */
    private boolean isForNobodyElse() {
        return wishes.has("no-store") || isOfOne() && cache.isUncacheableOfOne(key);
    }

    private boolean isOfOne() {
        return Storing.isOfOne(filter.policy(), exchange.request());
    }

    private CompletionStage<Response> hit(StoredAnswer answer) {
        filter.meters().hit();
        return given(answer, "hit", CacheStatus.hit(answer.freshSeconds(cache.clock().millis())));
    }

    private CompletionStage<Response> missing() {
        if (wishes.has("only-if-cached")) {
            return lookElsewhere(this::nothingStored);
        }
        Request request = exchange.request();
        String status = cache.hasVariants(key) ? CacheStatus.VARY_MISS : CacheStatus.MISS;
        if (cache.isUncacheable(key) || isOfOne() && cache.isUncacheableOfOne(key)) {
            return missed(status);
        }
        if (request.isHead() || request.headers().contains(CacheFields.RANGE)) {
            return lookElsewhere(() -> missed(status));
        }
        return wishes.has("no-store") ? alone(CacheStatus.REQUEST) : fetch();
    }

    private CompletionStage<Response> missed(String status) {
        filter.meters().miss();
        return forwarded("miss", status);
    }

    /** Answers with what another node has left in the grid, or else. */
    private CompletionStage<Response> lookElsewhere(Supplier<CompletionStage<Response>> otherwise) {
        if (!cache.shared().isThere()) {
            return otherwise.get();
        }
        CompletableFuture<Response> answer = new CompletableFuture<>();
        Search.look(cache, key, exchange.loop(), this, result -> pass(
                result instanceof Search.Result.Found(StoredAnswer found) ? foundElsewhere(found) : otherwise.get(), answer));
        return answer;
    }

    private CompletionStage<Response> foundElsewhere(StoredAnswer answer) {
        filter.meters().gridHit();
        return given(answer, "hit", CacheStatus.gridHit(answer.freshSeconds(cache.clock().millis())));
    }

    private static void pass(CompletionStage<Response> from, CompletableFuture<Response> to) {
        var _ = from.whenComplete((response, failure) -> {
            if (failure == null) {
                to.complete(response);
            } else {
                to.completeExceptionally(ErrorAnswer.unwrap(failure));
            }
        });
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
        if (cache.joinOr(key, mine) != null) {
            return;
        }
        Fetch fetch = Fetch.inBackground(filter, new Fetch.Order(filter.policy(), key, answer, answer.hasValidator()), mine, exchange);
        if (!cache.shared().isThere()) {
            var _ = fetch.begin(next);
            return;
        }
        Search.begin(cache, key, exchange.loop(), this, result -> {
            switch (result) {
                case Search.Result.Fetch(long claim) -> {
                    mine.claimed(claim);
                    var _ = fetch.begin(next);
                }
                case Search.Result.Found(StoredAnswer found) -> {
                    fetch.drop();
                    cache.land(key, mine, new Flight.Landing.Found(found));
                }
                case Search.Result.Again _ -> {
                    fetch.drop();
                    cache.land(key, mine, new Flight.Landing.Again());
                }
                case Search.Result.Alone _ -> {
                    fetch.drop();
                    cache.land(key, mine, new Flight.Landing.Alone());
                }
            }
        });
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
                cache.shared().invalidate(key);
            }
            return response;
        });
    }

    /** Fetches it, or waits for who does: on this node one request does for all, and in the cluster one node. */
    private CompletionStage<Response> fetch() {
        Flight mine = new Flight();
        Flight there = cache.joinOr(key, mine);
        if (there != null) {
            return new Wait(there).begin();
        }
        ResponseCache.Found found = find();
        if (found != null && isGood(found)) {
            // It landed a moment ago.
            cache.land(key, mine, new Flight.Landing.Stored(found.answer()));
            return hit(found.answer());
        }
        boolean isAskedForEachTime = found != null && found.answer().isAskedForEachTime();
        if (isAskedForEachTime || !cache.shared().isThere()) {
            return lead(mine);
        }
        Wait wait = new Wait(mine);
        CompletionStage<Response> answer = wait.begin();
        Search.begin(cache, key, exchange.loop(), this, result -> searched(wait, mine, result));
        return answer;
    }

    private void searched(Wait wait, Flight mine, Search.Result result) {
        switch (result) {
            case Search.Result.Found(StoredAnswer found) -> cache.land(key, mine, new Flight.Landing.Found(found));
            case Search.Result.Alone _ -> cache.land(key, mine, new Flight.Landing.Alone());
            case Search.Result.Again _ -> {
                // What this client wishes for is nothing to those who wait with it.
                boolean left = wait.leave();
                cache.land(key, mine, new Flight.Landing.Again());
                if (left) {
                    pass(wait.alone(), wait.answer);
                }
            }
            case Search.Result.Fetch(long claim) -> {
                mine.claimed(claim);
                if (wait.leave()) {
                    pass(lead(mine), wait.answer);
                } else {
                    cache.land(key, mine, new Flight.Landing.Again());
                }
            }
        }
    }

    private CompletionStage<Response> lead(Flight mine) {
        countMiss();
        ResponseCache.Found found = find();
        StoredAnswer stale = found == null ? null : found.answer();
        return Fetch
                .forClient(filter, new Fetch.Order(filter.policy(), key, stale, stale != null && stale.hasValidator()), mine, exchange,
                        next)
                .thenApply(this::brought);
    }

    private void countMiss() {
        if (!isCounted) {
            isCounted = true;
            filter.meters().miss();
        }
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

    /** The wait for the fetch of another request, or of another node. */
    private final class Wait implements Consumer<Flight.Landing> {
        private final Flight flight;
        private final CompletableFuture<Response> answer = new CompletableFuture<>();
        private EventLoop.@Nullable Timer timer;

        private Wait(Flight flight) {
            this.flight = flight;
        }

        CompletionStage<Response> begin() {
            long now = cache.ticker().nanos();
            waitsUntilNanos = isWaiting ? waitsUntilNanos : now + WAIT_NANOS;
            isWaiting = true;
            if (!flight.join(this)) {
                Flight.Landing landing = flight.landing();
                return landing == null ? alone() : landed(landing);
            }
            filter.meters().waits(1);
            timer = exchange.loop().schedule(this::onDeadline, Math.max(0, waitsUntilNanos - now));
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

        /** Ends the wait, since this request fetches itself; returns false if it has ended. */
        boolean leave() {
            if (!flight.leave(this)) {
                return false;
            }
            over();
            return true;
        }

        private void over() {
            filter.meters().waits(-1);
            if (timer != null) {
                timer.cancel();
            }
        }

        private void resume(Flight.Landing landing) {
            over();
            if (exchange.isCancelled()) {
                answer.completeExceptionally(GatewayException.of(ErrorCode.REQUEST_TIMEOUT));
                return;
            }
            pass(landed(landing), answer);
        }

        private CompletionStage<Response> landed(Flight.Landing landing) {
            return switch (landing) {
                case Flight.Landing.Stored(StoredAnswer stored) when isMine(stored) -> isPurged(stored) ? again() : collapsed(stored);
                case Flight.Landing.Found(StoredAnswer stored) when isMine(stored) -> isGoodHere(stored) ? foundElsewhere(stored) : again();
                case Flight.Landing.Stale(StoredAnswer stored) when isMine(stored) -> {
                    countMiss();
                    yield isPurged(stored) ? alone() : given(stored, "stale", CacheStatus.STALE_ERROR);
                }
                case Flight.Landing.Failed(Throwable cause) -> {
                    countMiss();
                    exchange.put(LogFacts.CACHE, "miss");
                    yield CompletableFuture.failedFuture(cause);
                }
                case Flight.Landing.Again _ -> again();
                case Flight.Landing.OfOne _ when !isOfOne() -> again();
                default -> alone();
            };
        }

        private CompletionStage<Response> collapsed(StoredAnswer stored) {
            countMiss();
            return given(stored, "hit", CacheStatus.COLLAPSED);
        }

        private CompletionStage<Response> alone() {
            countMiss();
            return forwarded("miss", CacheStatus.MISS);
        }

        /** Begins anew, unless it has waited for too long. */
        private CompletionStage<Response> again() {
            if (cache.ticker().nanos() - waitsUntilNanos >= 0) {
                return alone();
            }
            ResponseCache.Found found = find();
            return found != null && isGood(found) ? hit(found.answer()) : fetch();
        }

        /** What was found may be old: good for who looked for it, and not for each who waited. */
        private boolean isGoodHere(StoredAnswer stored) {
            return isGood(new ResponseCache.Found(stored, isPurged(stored)));
        }

        private boolean isMine(StoredAnswer stored) {
            return stored.variant().matches(exchange.request().headers());
        }

        /** Who came after a purge may have joined a fetch that began before it. */
        private boolean isPurged(StoredAnswer stored) {
            return cache.purges().verdict(stored.names(), stored.path(), stored.born()) != PurgeLog.Verdict.VALID;
        }
    }
}
