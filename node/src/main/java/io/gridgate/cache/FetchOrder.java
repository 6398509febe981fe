package io.gridgate.cache;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.Request;
import io.gridgate.http.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What is to be fetched.
 *
 * @param stale what is stored and not good enough; null: nothing
 * @param isConditional whether the origin is asked if what is stored is good still
 *
 * <p>Thread-safety: immutable.
 */
record FetchOrder(CachePolicy policy, CachePolicy.Key key, @Nullable StoredAnswer stale, boolean isConditional) {

    /** Returns an order that asks with a condition if it can. */
    static FetchOrder of(CachePolicy policy, CachePolicy.Key key, @Nullable StoredAnswer stale) {
        return new FetchOrder(policy, key, stale, stale != null && stale.hasValidator());
    }

    /** Returns an order of the same, whatever is stored. */
    FetchOrder whole() {
        return new FetchOrder(policy, key, null, false);
    }

    /** Returns what the origin is asked on behalf of that request: for the whole answer, with the conditions of what is stored. */
    Request request(Request asked) {
        Headers fields = asked.headers().copy();
        CacheFields.makeWhole(fields);
        if (stale != null && isConditional) {
            String etag = stale.etag();
            String lastModified = stale.lastModified();
            if (etag != null) {
                fields.set(CacheFields.IF_NONE_MATCH, etag);
            }
            if (lastModified != null) {
                fields.set(CacheFields.IF_MODIFIED_SINCE, lastModified);
            }
        }
        return new Request("GET", asked.target(), asked.authority(), fields, Body.empty(), false);
    }
}
