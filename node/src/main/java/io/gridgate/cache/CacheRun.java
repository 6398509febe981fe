package io.gridgate.cache;

import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One GET or HEAD on its way through the cache: what is stored is given, looked for in the grid, waited for or fetched.
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
    private final Wishes wishes;
    private final Reply reply;
    private boolean isWaiting;
    private long waitsUntilNanos;

    CacheRun(CacheFilter filter, Exchange exchange, Chain next) {
        this.filter = filter;
        this.cache = filter.cache();
        this.exchange = exchange;
        this.next = next;
        this.key = filter.policy().key(exchange);
        this.wishes = Wishes.of(filter.policy(), exchange.request().headers());
        this.reply = new Reply(filter, exchange, next);
    }

    CompletionStage<Response> begin() {
        Request request = exchange.request();
        if (exchange.forwardBody().length() != 0 || request.headers().contains(CacheFields.IF_MATCH)
                || request.headers().contains(CacheFields.IF_UNMODIFIED_SINCE)) {
            return reply.bypassed(CacheStatus.BYPASS);
        }
        ResponseCache.Found found = find();
        return found == null ? missing() : found(found);
    }

    @Override
    public ResponseCache.@Nullable Found find() {
        return cache.find(key, exchange.request().headers());
    }

    /** Returns whether it is fresh, and fresh enough for this client. */
    @Override
    public boolean isGood(ResponseCache.Found found) {
        return wishes.use(found, cache.clock().millis()) == Wishes.Use.FRESH;
    }

    private CompletionStage<Response> found(ResponseCache.Found found) {
        return switch (wishes.use(found, cache.clock().millis())) {
            case FRESH -> reply.hit(found);
            case STALE -> reply.stale(found);
            case STALE_WHILE_REVALIDATED -> {
                if (!isForNobodyElse()) {
                    Refresh.begin(filter, key, this, found.answer(), exchange, next);
                }
                yield reply.stale(found);
            }
            case NONE -> notGoodEnough(found.answer());
        };
    }

    private CompletionStage<Response> notGoodEnough(StoredAnswer answer) {
        if (wishes.onlyIfCached()) {
            return reply.nothingStored();
        }
        if (exchange.request().isHead()) {
            return head(answer);
        }
        if (wishes.noStore()) {
            return reply.bypassed(CacheStatus.REQUEST);
        }
        return isForNobodyElse() ? reply.missed(CacheStatus.STALE) : fetch();
    }

    /** Returns whether nothing that this client fetches would be stored. */
    private boolean isForNobodyElse() {
        return wishes.noStore() || isOfOne() && cache.isUncacheableOfOne(key);
    }

    boolean isOfOne() {
        return Storing.isOfOne(filter.policy(), exchange.request());
    }

    private CompletionStage<Response> missing() {
        if (wishes.onlyIfCached()) {
            return lookElsewhere(reply::nothingStored);
        }
        Request request = exchange.request();
        String status = cache.hasVariants(key) ? CacheStatus.VARY_MISS : CacheStatus.MISS;
        if (cache.isUncacheable(key) || isOfOne() && cache.isUncacheableOfOne(key)) {
            return reply.missed(status);
        }
        if (request.isHead()) {
            return lookElsewhere(() -> reply.missed(status));
        }
        if (request.headers().contains(CacheFields.RANGE)) {
            return part(status);
        }
        return wishes.noStore() ? reply.bypassed(CacheStatus.REQUEST) : fetch();
    }

    /** No more than a part is asked for. */
    private CompletionStage<Response> part(String status) {
        Parts parts = new Parts(filter, exchange, key);
        ResponseCache.Found part = parts.find(wishes);
        if (part != null && parts.isEnough(part)) {
            return reply.hit(part);
        }
        return lookElsewhere(() -> reply.missed(part == null ? status : CacheStatus.PARTIAL, parts::keep));
    }

    /** Answers with what another node has left in the grid, or else. */
    private CompletionStage<Response> lookElsewhere(Supplier<CompletionStage<Response>> otherwise) {
        if (!cache.shared().isThere()) {
            return otherwise.get();
        }
        CompletableFuture<Response> answer = new CompletableFuture<>();
        Search.look(cache, key, exchange.loop(), this, result -> Wait.pass(
                result instanceof Search.Result.Found(StoredAnswer found) ? reply.foundElsewhere(found) : otherwise.get(), answer));
        return answer;
    }

    /** What is stored is not good enough, and no body is wanted: the origin's head may tell that it has changed (RFC 9111 4.3.5). */
    private CompletionStage<Response> head(StoredAnswer answer) {
        return reply.missed(CacheStatus.STALE).thenApply(response -> {
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
            return waitFor(there).begin(waitsUntilNanos);
        }
        ResponseCache.Found found = find();
        if (found != null && isGood(found)) {
            // It landed a moment ago.
            cache.land(key, mine, new Flight.Landing.Stored(found.answer()));
            return reply.hit(found);
        }
        boolean isAskedForEachTime = found != null && found.answer().isAskedForEachTime();
        if (isAskedForEachTime || !cache.shared().isThere()) {
            return lead(mine);
        }
        Wait wait = waitFor(mine);
        CompletionStage<Response> answer = wait.begin(waitsUntilNanos);
        Search.begin(cache, key, exchange.loop(), this, result -> searched(wait, mine, result));
        return answer;
    }

    /** Returns a wait for that fetch; all waits of a request have one end. */
    private Wait waitFor(Flight flight) {
        waitsUntilNanos = isWaiting ? waitsUntilNanos : cache.ticker().nanos() + WAIT_NANOS;
        isWaiting = true;
        return new Wait(this, filter, exchange, reply, flight);
    }

    /** Begins anew, unless it has waited for too long. */
    CompletionStage<Response> again() {
        if (cache.ticker().nanos() - waitsUntilNanos >= 0) {
            return reply.missed(CacheStatus.MISS);
        }
        ResponseCache.Found found = find();
        return found != null && isGood(found) ? reply.hit(found) : fetch();
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
                    wait.answer(reply.missed(CacheStatus.MISS));
                }
            }
            case Search.Result.Fetch(var claim) -> {
                mine.claimed(claim);
                if (wait.leave()) {
                    wait.answer(lead(mine));
                } else {
                    cache.land(key, mine, new Flight.Landing.Again());
                }
            }
        }
    }

    private CompletionStage<Response> lead(Flight mine) {
        ResponseCache.Found found = find();
        FetchOrder order = FetchOrder.of(filter.policy(), key, found == null ? null : found.answer());
        if (found != null && wishes.use(found, cache.clock().millis()) == Wishes.Use.STALE_WHILE_REVALIDATED) {
            // Another node has left it.
            var _ = Fetch.inBackground(filter, order, mine, exchange).begin(next);
            return reply.stale(found);
        }
        return reply.fetched(Fetch.forClient(filter, order, mine, exchange, next));
    }
}
