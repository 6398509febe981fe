package io.gridgate.cache;

import io.gridgate.http.CacheControl;
import io.gridgate.http.Headers;

/**
 * What a client wishes of the answer that it is given (RFC 9111 5.2.1).
 *
 * <p>Thread-safety: immutable.
 */
record Wishes(CacheControl control) {

    /** What may be done with a stored answer. */
    enum Use {
        /** It may be given as it is. */
        FRESH,
        /** It may be given stale, while it is asked for again (RFC 5861 3). */
        STALE_WHILE_REVALIDATED,
        /** It may be given stale, since the client says so. */
        STALE,
        /** The origin is to be asked. */
        NONE
    }

    /** Returns what the request says, if that counts. */
    static Wishes of(CachePolicy policy, Headers request) {
        if (!policy.respectsOrigin()) {
            return new Wishes(CacheControl.NONE);
        }
        String field = request.joined(CacheFields.CACHE_CONTROL);
        // Pragma counts where nothing else is said (RFC 9111 5.4).
        return new Wishes(CacheControl.parse(field == null && request.hasToken(CacheFields.PRAGMA, "no-cache") ? "no-cache" : field));
    }

    boolean noStore() {
        return control.has("no-store");
    }

    boolean onlyIfCached() {
        return control.has("only-if-cached");
    }

    Use use(ResponseCache.Found found, long nowMillis) {
        StoredAnswer answer = found.answer();
        if (!isWanted(answer, nowMillis)) {
            return Use.NONE;
        }
        long fresh = found.freshSeconds(nowMillis);
        if (fresh > 0) {
            return fresh >= control.seconds("min-fresh").orElse(0) ? Use.FRESH : Use.NONE;
        }
        if (!answer.terms().mayBeStale() || control.seconds("min-fresh").isPresent()) {
            return Use.NONE;
        }
        if (-fresh < answer.terms().whileRevalidateSeconds()) {
            return Use.STALE_WHILE_REVALIDATED;
        }
        return -fresh <= control.secondsOr("max-stale", Long.MAX_VALUE).orElse(-1) ? Use.STALE : Use.NONE;
    }

    private boolean isWanted(StoredAnswer answer, long nowMillis) {
        return !answer.terms().needsValidation() && !control.has("no-cache")
                && control.seconds("max-age").orElse(Long.MAX_VALUE) >= answer.ageSeconds(nowMillis);
    }
}
