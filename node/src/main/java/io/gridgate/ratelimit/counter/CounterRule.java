package io.gridgate.ratelimit.counter;

import io.gridgate.config.gateway.RateLimitConfig;
import io.gridgate.config.gateway.RateLimitConfig.Algorithm;

/**
 * What a counter counts against, as its owner needs to know it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param limit permits in a window, >= 1
 * @param burst what a token bucket holds at most, >= 1; the other algorithms do not look at it
 * @param windowMillis >= 1
 */
public record CounterRule(Algorithm algorithm, long limit, long burst, long windowMillis) {

    /** What a counter is kept for beyond the time in which it means something, so that late messages still find it. */
    private static final long KEPT_MILLIS = 60_000;
    private static final long WINDOWS_MAX = 1_000_000;

    public CounterRule {
        if (limit < 1 || burst < 1 || windowMillis < 1) {
            throw new IllegalArgumentException(
                    "limit, burst, windowMillis: " + limit + ", " + burst + ", " + windowMillis + " (expected: >= 1)");
        }
    }

    /** Returns the rule of that limit. */
    public static CounterRule of(RateLimitConfig config) {
        Long burst = config.burst();
        return new CounterRule(config.algorithm(), config.limit(), burst == null ? config.limit() : burst, config.window().toMillis());
    }

    /** Returns the most permits that can be free at once. */
    public long capacity() {
        return algorithm == Algorithm.TOKEN_BUCKET ? burst : limit;
    }

    /** Returns how long a counter that nobody asks is kept, in milliseconds: longer than it can make a difference. */
    public long keptMillis() {
        long windows = algorithm == Algorithm.TOKEN_BUCKET ? Math.ceilDiv(burst, limit) : 2;
        return windowMillis * Math.min(windows, WINDOWS_MAX) + KEPT_MILLIS;
    }

    Arithmetic arithmetic() {
        return switch (algorithm) {
            case FIXED_WINDOW -> FixedWindow.INSTANCE;
            case SLIDING_WINDOW -> SlidingWindow.INSTANCE;
            case TOKEN_BUCKET -> TokenBucket.INSTANCE;
        };
    }
}
