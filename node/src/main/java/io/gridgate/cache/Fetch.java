package io.gridgate.cache;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.http.Headers;
import io.gridgate.http.HopByHop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One fetch of a key from its origin: an exchange of its own, so that nothing that becomes of the client who asked first becomes of it.
 *
 * <p>Thread-safety: confined to the loop of the exchange that it branched off.
 */
final class Fetch {

    /**
     * What is to be fetched.
     *
     * @param stale what is stored and not good enough; null: nothing
     * @param isConditional whether the origin is asked if what is stored is good still
     */
    record Order(CachePolicy policy, CachePolicy.Key key, @Nullable StoredAnswer stale, boolean isConditional) {}

    /**
     * What the client that asked first gets.
     *
     * @param status what {@code Cache-Status} says of it
     * @param isStored whether it was made of what is stored, and is complete
     */
    record Brought(Response response, String status, boolean isStored) {}

    private final CacheFilter filter;
    private final ResponseCache cache;
    private final CacheMeters.Route meters;
    private final Order order;
    private final Flight flight;
    private final Exchange asked;
    private final List<String> names;
    private final CompletableFuture<Brought> client = new CompletableFuture<>();
    private final Exchange exchange;
    private final long born;
    private long sentAtMillis;
    private boolean awaited;
    /** What was stored is out of date, and nothing has come in its place yet. */
    private boolean outdated;
    private int reserved;

    private Fetch(CacheFilter filter, Order order, Flight flight, Exchange asked, boolean awaited) {
        this.filter = filter;
        this.cache = filter.cache();
        this.meters = filter.meters();
        this.order = order;
        this.flight = flight;
        this.asked = asked;
        this.awaited = awaited;
        this.names = names(order, asked);
        this.exchange = asked.branch(request(order, asked), cache.ticker().nanos());
        this.born = cache.purges().sequence();
    }

    /** Begins a fetch that a client waits for, and returns what it gets. */
    static CompletionStage<Brought> forClient(CacheFilter filter, Order order, Flight flight, Exchange asked, Chain next) {
        return new Fetch(filter, order, flight, asked, true).begin(next);
    }

    /** Returns a fetch that nobody waits for. It may begin when the exchange that it comes from has ended, and is begun or dropped. */
    static Fetch inBackground(CacheFilter filter, Order order, Flight flight, Exchange asked) {
        return new Fetch(filter, order, flight, asked, false);
    }

    /** Ends what has not begun. */
    void drop() {
        end(Outcome.COMPLETED);
    }

    private static List<String> names(Order order, Exchange asked) {
        List<String> names = new ArrayList<>();
        names.add(Purge.By.KEY.marked(order.key.name()));
        names.add(Purge.By.PATH.marked(asked.request().target().path()));
        order.policy.tags(asked).forEach(tag -> names.add(Purge.By.TAG.marked(tag)));
        return names;
    }

    private static Request request(Order order, Exchange asked) {
        Headers fields = asked.request().headers().copy();
        CacheFields.makeWhole(fields);
        StoredAnswer stale = order.stale;
        if (stale != null && order.isConditional) {
            String etag = stale.etag();
            String lastModified = stale.lastModified();
            if (etag != null) {
                fields.set(CacheFields.IF_NONE_MATCH, etag);
            }
            if (lastModified != null) {
                fields.set(CacheFields.IF_MODIFIED_SINCE, lastModified);
            }
        }
        return new Request("GET", asked.request().target(), asked.request().authority(), fields, Body.empty(), false);
    }

    /** Begins, once, and returns what the client that waits for it gets. */
    CompletionStage<Brought> begin(Chain next) {
        sentAtMillis = cache.clock().millis();
        if (awaited) {
            asked.onCancelled(this::onClientGone);
        }
        var _ = next.proceed(exchange).whenComplete((response, failure) -> {
            if (awaited) {
                exchange.attempts().forEach(asked::begin);
            }
            if (failure != null) {
                onFailed(ErrorAnswer.unwrap(failure));
            } else {
                onAnswer(next, response);
            }
        });
        return client;
    }

    private void onClientGone() {
        awaited = false;
    }

    private void onFailed(Throwable cause) {
        end(Outcome.COMPLETED);
        meters.filled(false);
        StoredAnswer stale = staleIfError();
        if (stale != null) {
            land(new Flight.Landing.Stale(stale));
            client.complete(new Brought(stored(stale, CacheStatus.STALE_ERROR), CacheStatus.STALE_ERROR, true));
            return;
        }
        land(new Flight.Landing.Failed(cause));
        client.completeExceptionally(cause);
    }

    private void onAnswer(Chain next, Response response) {
        exchange.answered(response.status());
        StoredAnswer stale = order.stale;
        if (stale != null && order.isConditional && response.status() == 304) {
            response.close();
            end(Outcome.COMPLETED);
            onNotModified(stale, response.headers(), next);
        } else if (isServerError(response.status()) && staleIfError() != null) {
            response.close();
            onFailed(GatewayException.of(ErrorCode.BAD_GATEWAY));
        } else {
            onWhole(response);
        }
    }

    private static boolean isServerError(int status) {
        return status == 500 || status == 502 || status == 503 || status == 504;
    }

    private @Nullable StoredAnswer staleIfError() {
        StoredAnswer stale = order.stale;
        if (stale == null || !stale.terms().mayBeStale()) {
            return null;
        }
        return -stale.freshSeconds(cache.clock().millis()) < stale.terms().ifErrorSeconds() ? stale : null;
    }

    private void onNotModified(StoredAnswer stale, Headers notModified, Chain next) {
        String etag = notModified.joined(CacheFields.ETAG);
        String mine = stale.etag();
        if (etag != null && mine != null && !EntityTags.listHas(etag, mine)) {
            // It speaks of something else than what is here.
            forget(stale);
            refetch(next);
            return;
        }
        HopByHop.strip(notModified);
        long now = cache.clock().millis();
        Headers fields = CacheFields.updated(stale.fields(), notModified);
        Storing.Verdict verdict = Storing.verdict(order.policy, exchange.request(), stale.status(), fields, sentAtMillis, now);
        long age = Storing.initialAge(notModified, sentAtMillis, now);
        StoredAnswer fresh = stale.freshened(fields, now, age, verdict == null ? stale.terms() : verdict.terms());
        boolean isOfRequest = verdict == null && isOfRequest(stale.status(), fields, now);
        if (isOfRequest) {
            cache.markUncacheableOfOne(order.key);
        } else if (verdict == null || flight.isSpoiled()) {
            forget(stale);
        } else {
            fresh = stale.freshened(verdict.fields(), now, age, verdict.terms()).bornAt(born);
            cache.put(order.key, fresh);
        }
        meters.filled(true);
        land(isOfRequest ? new Flight.Landing.OfOne() : verdict == null ? new Flight.Landing.Alone() : landing(fresh));
        client.complete(new Brought(stored(fresh, CacheStatus.REVALIDATED), CacheStatus.REVALIDATED, true));
    }

    private void refetch(Chain next) {
        Order whole = new Order(order.policy, order.key, null, false);
        Fetch again = new Fetch(filter, whole, flight, asked, awaited);
        again.outdated = outdated;
        var _ = again.begin(next).whenComplete((brought, failure) -> {
            if (failure == null) {
                client.complete(brought);
            } else {
                client.completeExceptionally(failure);
            }
        });
    }

    private void onWhole(Response response) {
        long now = cache.clock().millis();
        Storing.Verdict verdict = Storing.verdict(order.policy, exchange.request(), response.status(), response.headers(), sentAtMillis,
                now);
        if (verdict == null || response.body().length() > order.policy.octetsMax()) {
            notStored(response, verdict == null && isOfRequest(response.status(), response.headers(), now));
            pass(response);
            return;
        }
        StoredAnswer answer = new StoredAnswer(response.status(), verdict.fields(), new byte[0], now, verdict.initialAgeSeconds(),
                verdict.terms(), verdict.variant(), named(response.headers()), asked.request().target().path(), born);
        Collector collector = new Collector(response.body(), new Collecting(answer));
        if (awaited) {
            client.complete(
                    new Brought(new Response(response.status(), response.headers(), collector.follow()), CacheStatus.STORED, false));
        }
        collector.start();
    }

    /** Adds the tags that the origin gives. */
    private List<String> named(Headers answer) {
        List<String> all = new ArrayList<>(names);
        for (String value : answer.all(CacheFields.SURROGATE_KEY)) {
            addTags(all, value.split("\\s+", -1));
        }
        for (String value : answer.all(CacheFields.CACHE_TAG)) {
            addTags(all, value.split("[,\\s]+", -1));
        }
        return all;
    }

    private static void addTags(List<String> names, String[] tags) {
        for (String tag : tags) {
            if (!tag.isEmpty()) {
                names.add(Purge.By.TAG.marked(tag));
            }
        }
    }

    /** Returns whether such an answer to anybody else would be stored. */
    private boolean isOfRequest(int status, Headers fields, long now) {
        return Storing.verdict(order.policy, Storing.ofAnybody(exchange.request()), status, fields, sentAtMillis, now) != null;
    }

    private void notStored(Response response, boolean isOfRequest) {
        if (isOfRequest) {
            cache.markUncacheableOfOne(order.key);
            land(new Flight.Landing.OfOne());
            return;
        }
        StoredAnswer stale = order.stale;
        if (stale != null && !isServerError(response.status())) {
            forget(stale);
        }
        cache.markUncacheable(order.key);
        land(new Flight.Landing.Alone());
    }

    /** The answer is for the client that asked only. */
    private void pass(Response response) {
        if (!awaited) {
            response.close();
            end(Outcome.COMPLETED);
            return;
        }
        asked.onCancelled(exchange::cancel);
        client.complete(new Brought(new Response(response.status(), response.headers(), new PassedBody(response.body(), this::end)),
                order.stale == null ? CacheStatus.MISS : CacheStatus.STALE, false));
    }

    /** What nobody may have without asking is no good to those who wait. */
    private Flight.Landing landing(StoredAnswer answer) {
        boolean isFresh = !answer.terms().needsValidation() && answer.freshSeconds(cache.clock().millis()) > 0;
        return isFresh ? new Flight.Landing.Stored(answer) : new Flight.Landing.Alone();
    }

    private Response stored(StoredAnswer answer, String status) {
        return Serving.answer(answer, asked.request(), status, cache.clock().millis());
    }

    private void forget(StoredAnswer stale) {
        cache.remove(order.key, stale);
        // What spoilt the flight has made it invalid everywhere.
        outdated = !flight.isSpoiled();
    }

    /** What this node has found to be out of date, and has nothing instead of, must not come back from the grid or stay on other nodes. */
    private void land(Flight.Landing how) {
        cache.land(order.key, flight, how);
        if (outdated) {
            outdated = false;
            cache.shared().invalidate(order.key);
        }
    }

    private void end(Outcome how) {
        if (exchange.outcome() == null) {
            exchange.end(how);
        }
    }

    /** Keeps the body as it comes. */
    private final class Collecting implements Collector.Listener {
        private final StoredAnswer answer;
        private boolean hasRoom = true;

        private Collecting(StoredAnswer answer) {
            this.answer = answer;
        }

        @Override
        public boolean mayGrow(int octets) {
            if (reserved + (long) octets > order.policy.octetsMax()) {
                return false;
            }
            hasRoom = cache.reserve(octets);
            reserved += hasRoom ? octets : 0;
            return hasRoom;
        }

        @Override
        public void onTooLarge() {
            release();
            if (hasRoom) {
                cache.markUncacheable(order.key);
                land(new Flight.Landing.Alone());
            } else {
                land(new Flight.Landing.NoRoom());
            }
            if (awaited) {
                asked.onCancelled(exchange::cancel);
            }
        }

        @Override
        public void onCollected(byte[] octets) {
            StoredAnswer whole = answer.with(octets);
            if (!flight.isSpoiled()) {
                cache.put(order.key, whole);
                outdated = false;
            }
            meters.filled(true);
            land(landing(whole));
        }

        @Override
        public void onOver(boolean whole) {
            release();
            if (!whole) {
                meters.filled(false);
                land(new Flight.Landing.Alone());
            }
            end(whole ? Outcome.COMPLETED : Outcome.BROKEN);
        }

        private void release() {
            cache.release(reserved);
            reserved = 0;
        }
    }
}
