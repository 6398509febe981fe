package io.gridgate.config.gateway;

import io.gridgate.base.Template;
import io.gridgate.config.route.PathPattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many requests of one key are let through in a time.
 *
 * <p>Thread-safety: immutable.
 *
 * @param path where it applies; absent: where a route names it
 * @param key the template of what is counted
 * @param limit requests in a window
 * @param burst what a token bucket holds at most; absent: {@code limit}
 * @param tokens what one request costs
 * @param shadow whether it only counts and never refuses
 * @param maxKeys keys that are counted at once
 */
public record RateLimitConfig(
        String name,
        @Nullable PathPattern path,
        Template key,
        long limit,
        Duration window,
        Algorithm algorithm,
        Mode mode,
        OnGridLoss onGridLoss,
        @Nullable Long burst,
        int tokens,
        boolean shadow,
        int maxKeys) {
    /** How a limit is counted. */
    public enum Algorithm {
        FIXED_WINDOW,
        SLIDING_WINDOW,
        TOKEN_BUCKET
    }

    /** Where a limit is counted. */
    public enum Mode {
        EXACT,
        LEASED,
        LOCAL
    }

    /** What a limit does while the grid cannot be asked. */
    public enum OnGridLoss {
        SHARE,
        ALLOW,
        DENY
    }
}
