package io.gridgate.cache;

import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One request for a range of what is not stored as a whole: answered from the part that is, or its answer is kept as one. Parts stay on their node, one
 * of each variant; those of one strong entity tag that meet are joined, and once nothing is missing they are the whole.
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
    private final long sentAtMillis;
    private final long sentNanos;
    private final long born;

    Parts(CacheFilter filter, Exchange exchange, CachePolicy.Key key) {
        this.filter = filter;
        this.cache = filter.cache();
        this.exchange = exchange;
        this.key = key;
        this.sentAtMillis = cache.clock().millis();
        this.sentNanos = cache.ticker().nanos();
        this.born = cache.purges().sequence();
    }

    /** Returns the part that has what is asked for, as fresh as it is wished; null: there is none. */
    ResponseCache.@Nullable Found find(Wishes wishes) {
        Headers request = exchange.request().headers();
        ResponseCache.Found found = cache.find(key.ofParts(), request);
        boolean isGood = found != null && wishes.use(found, cache.clock().millis()) == Wishes.Use.FRESH
                && Serving.isRangeWanted(request, found.answer()) && has(found.answer(), request.first(CacheFields.RANGE));
        return isGood ? found : null;
    }

    private static boolean has(StoredAnswer answer, @Nullable String field) {
        Part part = Part.of(answer.fields());
        ByteRange range = part == null || field == null ? null : ByteRange.parse(field, part.whole());
        return part != null && range != null && part.has(range);
    }

    /** Returns the origin's answer for the client, which is kept as it comes if it is a part that may be. */
    Response keep(Response response) {
        StoredAnswer answer = cache.shared().wasInvalidated(key, sentNanos) ? null : answer(response);
        return answer == null ? response : Deposit.of(filter, exchange, key.ofParts(), answer, this, response);
    }

    private @Nullable StoredAnswer answer(Response response) {
        CachePolicy policy = filter.policy();
        Headers fields = response.headers();
        Part part = response.status() == 206 && policy.respectsOrigin() ? Part.of(fields) : null;
        if (part == null || part.length() != response.body().length() || part.length() > OCTETS_MAX || isBare(fields)) {
            return null;
        }
        long now = cache.clock().millis();
        Storing.Verdict verdict = Storing.verdict(policy, exchange.request(), 200, fields, sentAtMillis, now);
        if (verdict == null || verdict.terms().lifetimeSeconds() <= verdict.initialAgeSeconds() || verdict.terms().needsValidation()) {
            return null;
        }
        return new StoredAnswer(206, verdict.fields(), new byte[0], now, verdict.initialAgeSeconds(), verdict.terms(), verdict.variant(),
                PurgeNames.with(PurgeNames.of(policy, key, exchange), fields), exchange.request().target().path(), born);
    }

    /** Returns whether the origin has left out what the client has from before (RFC 9110 15.3.7). */
    private boolean isBare(Headers answer) {
        return exchange.request().headers().contains(CacheFields.IF_RANGE) && !answer.contains(HeaderNames.CONTENT_TYPE);
    }

    @Override
    public void keep(StoredAnswer part, Flight flight) {
        ResponseCache.Found before = cache.find(key.ofParts(), exchange.request().headers());
        StoredAnswer all = before == null || before.isPurged() ? part
                : Part.joined(before.answer(), part, Math.min(OCTETS_MAX, filter.policy().octetsMax()));
        var _ = cache.put(all.status() == 206 ? key.ofParts() : key, all, flight);
    }
}
