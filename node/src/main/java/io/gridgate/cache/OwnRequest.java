package io.gridgate.cache;

import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's own request on its way to the origin, whose answer may be kept as it comes ({@link Deposit}).
 *
 * <p>Thread-safety: confined to the exchange's loop.
 *
 * @param sentAtMillis when it was sent, by the time of day
 * @param sentNanos the same, by the node's ticker
 * @param born the purges that the answer knows of
 */
record OwnRequest(CacheFilter filter, Exchange exchange, long sentAtMillis, long sentNanos, long born) {

    /** The origin is asked now. */
    static OwnRequest sent(CacheFilter filter, Exchange exchange) {
        ResponseCache cache = filter.cache();
        return new OwnRequest(filter, exchange, cache.clock().millis(), cache.ticker().nanos(), cache.purges().sequence());
    }

    /** Returns whether another request may have changed since what the answer says. */
    boolean isOutdated(CachePolicy.Key key) {
        return filter.cache().shared().wasInvalidated(key, sentNanos);
    }

    /** Returns how the answer, taken for one of 200, is stored; null: it is not. */
    Storing.@Nullable Verdict verdict(Response response, long nowMillis) {
        return Storing.verdict(filter.policy(), exchange.request(), 200, response.headers(), sentAtMillis, nowMillis);
    }

    /** Returns what the answer is kept as, without its body. */
    StoredAnswer answer(Storing.Verdict verdict, CachePolicy.Key key, Response response, long nowMillis) {
        List<String> names = PurgeNames.with(PurgeNames.of(filter.policy(), key, exchange), response.headers());
        return verdict.answer(response.status(), nowMillis, names, exchange.request().target().path(), born);
    }
}
