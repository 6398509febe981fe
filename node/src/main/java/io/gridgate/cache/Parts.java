package io.gridgate.cache;

import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One request for a range of what is not stored as a whole: answered from the part that is, or its answer is kept as one. Parts stay on their node, one
 * of each variant; those of one strong entity tag that meet are joined, and once nothing is missing they are the whole. An origin that knows no ranges
 * answers with the whole, which is kept on the node too.
 *
 * <p>Thread-safety: confined to the exchange's loop. Source: RFC 9111 3.3, 3.4.
 */
final class Parts implements Deposit.Owner {

    /** What a part may have; a larger one would be copied for each octet that joins it. */
    private static final long OCTETS_MAX = 4L << 20;

    private final CacheFilter filter;
    private final ResponseCache cache;
    private final Exchange exchange;
    private final CachePolicy.Key key;
    private final OwnRequest sent;

    Parts(CacheFilter filter, Exchange exchange, CachePolicy.Key key) {
        this.filter = filter;
        this.cache = filter.cache();
        this.exchange = exchange;
        this.key = key;
        this.sent = OwnRequest.sent(filter, exchange);
    }

    /** Returns the part that is stored, if it is as fresh as it is wished and the request would have it; null: there is none. */
    ResponseCache.@Nullable Found find(Wishes wishes) {
        Headers request = exchange.request().headers();
        ResponseCache.Found found = cache.find(key.ofParts(), request);
        boolean isWanted = found != null && wishes.use(found, cache.clock().millis()) == Wishes.Use.FRESH
                && Serving.isRangeWanted(request, found.answer());
        return isWanted ? found : null;
    }

    /** Returns whether it has all that is asked for. */
    boolean isEnough(ResponseCache.Found found) {
        Part part = Part.of(found.answer().fields());
        String field = exchange.request().headers().first(CacheFields.RANGE);
        ByteRange range = part == null || field == null ? null : ByteRange.parse(field, part.whole());
        return part != null && range != null && part.has(range);
    }

    /** Returns the origin's answer for the client, which is kept as it comes; null: it is not, being neither a part that may be nor the whole. */
    @Nullable
    Response keep(Response response) {
        StoredAnswer answer = sent.isOutdated(key) ? null : answer(response);
        return answer == null ? null : Deposit.of(filter, exchange, place(answer), answer, this, response);
    }

    private @Nullable StoredAnswer answer(Response response) {
        boolean isPart = response.status() == 206;
        if (isPart ? !isKept(response) : response.status() != 200) {
            return null;
        }
        long now = cache.clock().millis();
        Storing.Verdict verdict = sent.verdict(response, now);
        return verdict == null || isPart && !isFresh(verdict) ? null : sent.answer(verdict, key, response, now);
    }

    private boolean isKept(Response response) {
        Part part = filter.policy().respectsOrigin() ? Part.of(response.headers()) : null;
        return part != null && part.length() == response.body().length() && part.length() <= OCTETS_MAX && !isBare(response.headers());
    }

    /** A part is never asked for again. */
    private static boolean isFresh(Storing.Verdict verdict) {
        return verdict.terms().lifetimeSeconds() > verdict.initialAgeSeconds() && !verdict.terms().needsValidation();
    }

    /** Returns whether the origin has left out what the client has from before (RFC 9110 15.3.7). */
    private boolean isBare(Headers answer) {
        return exchange.request().headers().contains(CacheFields.IF_RANGE) && !answer.contains(HeaderNames.CONTENT_TYPE);
    }

    @Override
    public void keep(StoredAnswer answer, Flight flight) {
        ResponseCache.Found before = answer.status() == 206 ? cache.find(key.ofParts(), exchange.request().headers()) : null;
        StoredAnswer all = before == null || before.isPurged() ? answer
                : Part.joined(before.answer(), answer, Math.min(OCTETS_MAX, filter.policy().octetsMax()));
        var _ = cache.put(place(all), all, flight);
    }

    private CachePolicy.Key place(StoredAnswer answer) {
        return answer.status() == 206 ? key.ofParts() : key;
    }
}
