package io.gridgate.cache;

import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Response;
import io.gridgate.http.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A request by a method that may change what is stored. When it goes well, that is made invalid; the answer to a POST that shows what its target is
 * like from then on is kept in its place.
 *
 * <p>Thread-safety: confined to the exchange's loop. Source: RFC 9110 9.3.3, RFC 9111 4.4.
 */
final class Posting {

    private final CacheFilter filter;
    private final ResponseCache cache;
    private final Exchange exchange;
    private final OwnRequest sent;

    Posting(CacheFilter filter, Exchange exchange) {
        this.filter = filter;
        this.cache = filter.cache();
        this.exchange = exchange;
        this.sent = OwnRequest.sent(filter, exchange);
    }

    Response answered(Response response) {
        if (response.status() < 200 || response.status() >= 400) {
            return marked(response, CacheStatus.METHOD);
        }
        CachePolicy policy = filter.policy();
        CachePolicy.Key key = policy.key(exchange);
        long now = cache.clock().millis();
        Storing.Verdict verdict = sent.isOutdated(key) ? null : verdict(response, now);
        cache.shared().invalidate(key);
        Invalidation.others(exchange, policy, key, response).forEach(cache.shared()::invalidate);
        if (verdict == null) {
            return marked(response, CacheStatus.METHOD);
        }
        StoredAnswer answer = sent.answer(verdict, key, response, now);
        Response kept = Deposit.of(filter, exchange, key, answer, (whole, flight) -> cache.put(key, whole, flight), response);
        return kept == null ? marked(response, CacheStatus.METHOD) : marked(kept, CacheStatus.stored(CacheStatus.METHOD));
    }

    /** Returns what the answer is kept as; null: it is not. */
    private Storing.@Nullable Verdict verdict(Response response, long now) {
        CachePolicy policy = filter.policy();
        boolean isForGets = exchange.request().method().equals("POST") && response.status() == 200 && policy.respectsOrigin()
                && policy.keysByTarget() && Invalidation.isOfItsTarget(exchange, response) && isLifetimeStated(response.headers());
        return isForGets ? sent.verdict(response, now) : null;
    }

    private static boolean isLifetimeStated(Headers answer) {
        return Storing.statedLifetime(answer, Directives.of(answer)).orElse(0) > 0;
    }

    private static Response marked(Response response, String status) {
        response.headers().add(CacheFields.CACHE_STATUS, status);
        return response;
    }
}
