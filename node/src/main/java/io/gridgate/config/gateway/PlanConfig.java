package io.gridgate.config.gateway;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the holder of an API key has agreed on.
 *
 * <p>Thread-safety: immutable.
 *
 * @param price key: what is priced → value: its price as text; for reports only
 */
public record PlanConfig(@Nullable Allowance rateLimit, @Nullable Allowance quota, Map<String, String> price) {
    public PlanConfig {
        price = Collections.unmodifiableMap(new LinkedHashMap<>(price));
    }

    /** Requests in a window. */
    public record Allowance(long limit, Duration window) {}
}
