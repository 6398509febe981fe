package io.gridgate.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gridgate.config.gateway.RateLimitConfig;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.match.LimitKey;
import io.gridgate.ratelimit.usage.LimitFacts;
import io.gridgate.ratelimit.usage.LimitUsage;
import io.gridgate.ratelimit.usage.TopKeys;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The counters of one limit on this node, by key; they belong to the limit's name and outlive revisions.
 *
 * <p>At most {@code max_keys} of them: those that were not asked for longest leave first, and none stays much longer than it can matter.
 *
 * <p>Thread-safety: thread-safe.
 */
final class LimitCounters {

    private static final Duration IDLE_MIN = Duration.ofSeconds(10);
    private static final Duration IDLE_MAX = Duration.ofMinutes(10);

    private final String prefix;
    private final LimitKey limitKey;
    private final Cache<String, KeyCounter> counters;
    private volatile KeySettings settings;

    private LimitCounters(String prefix, LimitKey limitKey, Cache<String, KeyCounter> counters, KeySettings settings) {
        this.prefix = prefix;
        this.limitKey = limitKey;
        this.counters = counters;
        this.settings = settings;
    }

    /**
     * Returns the counters of that limit, none of them begun.
     *
     * @param upkeep where the cache does its own work, which must be no loop and need not be soon
     */
    static LimitCounters of(RateLimitConfig config, Executor upkeep) {
        Duration window = config.mode() == RateLimitConfig.Mode.LOCAL ? Duration.ofMillis(CounterRule.of(config).keptMillis())
                : config.window().compareTo(IDLE_MAX) < 0 ? config.window() : IDLE_MAX;
        Cache<String, KeyCounter> counters = Caffeine.newBuilder().maximumSize(config.maxKeys()).expireAfterAccess(window.plus(IDLE_MIN))
                .executor(upkeep).<String, KeyCounter>evictionListener((_, counter, _) -> {
                    if (counter != null) {
                        counter.onEvicted();
                    }
                }).build();
        return new LimitCounters(prefix(config), LimitKey.of(config.key()), counters, KeySettings.of(config));
    }

    /** Returns what makes two limits count together: name, algorithm and window, so that a changed one begins anew. */
    static String prefix(RateLimitConfig config) {
        return config.name() + '|' + config.algorithm().name().charAt(0) + config.window().toMillis() + '|';
    }

    /** Takes over what a revision says of the limit. */
    void lead(RateLimitConfig config) {
        settings = KeySettings.of(config);
        counters.policy().eviction().ifPresent(bound -> bound.setMaximum(config.maxKeys()));
    }

    KeyCounter counter(String key) {
        return counters.get(key, this::begin);
    }

    /** Returns those of the keys that have used most of the limit, at most so many. */
    LimitUsage usage(LimitFacts facts, int keys, long nowNanos, long nowMillis) {
        TopKeys top = new TopKeys(keys);
        boolean isLocal = settings.mode() == RateLimitConfig.Mode.LOCAL;
        for (KeyCounter counter : counters.asMap().values()) {
            String name = counter.key().substring(prefix.length());
            top.add(isLocal ? counter.ownUsage(name, nowMillis) : counter.usage(name, nowNanos));
        }
        return new LimitUsage(facts, counters.estimatedSize(), top.list());
    }

    private KeyCounter begin(String key) {
        return new KeyCounter(prefix + limitKey.stored(key), () -> settings);
    }
}
