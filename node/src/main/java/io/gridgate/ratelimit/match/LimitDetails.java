package io.gridgate.ratelimit.match;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the body of a refusal says of the limit, always in this order.
 *
 * <p>Thread-safety: immutable.
 *
 * @param limit how many are let through
 * @param window in which, in words
 * @param retryAfterSeconds after which it may be tried again
 */
public record LimitDetails(long limit, String window, long retryAfterSeconds) {

    /** Returns them by the names of the answer. */
    public Map<String, Object> byName() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("limit", limit);
        details.put("window", window);
        details.put("retry_after", retryAfterSeconds);
        return Collections.unmodifiableMap(details);
    }
}
