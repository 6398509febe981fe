package io.gridgate.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gridgate.config.gateway.RateLimitConfig;
import io.gridgate.exchange.Exchange;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.match.LimitKey;
import io.gridgate.ratelimit.usage.LimitFacts;
import io.gridgate.ratelimit.usage.LimitUsage;
import io.gridgate.ratelimit.usage.TopKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one limit on this node, by key; they belong to the limit's name and outlive revisions.
 *
 * <p>At most {@code max_keys} of them: those that were not asked for longest leave first, and none stays much longer than it can matter. A key
 * without variables is one counter, which stays.
 *
 * <p>Thread-safety: thread-safe.
 */
final class LimitCounters {

    private static final Duration IDLE_MIN = Duration.ofSeconds(10);
    private static final Duration IDLE_MAX = Duration.ofMinutes(10);
    private static final long RECENT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String prefix;
    private final LimitKey limitKey;
    /** One for all keys, of which there may be a million, as is {@link #current}. */
    private final LongConsumer onAskOver;
    private final Cache<String, KeyCounter> counters;
    /** The counter of a limit whose key is the same for every request. */
    private final @Nullable KeyCounter only;
    /** A key that is asked for all the time is found here; where there are many, it is no more than a look in vain. */
    private volatile @Nullable Recent recent;
    private volatile KeySettings settings;
    private final Supplier<KeySettings> current;

    /** A counter that was found in the cache a moment ago, so that the cache need not be told that it is still in use. */
    private record Recent(String key, KeyCounter counter, long untilNanos) {}

    private LimitCounters(String prefix, LimitKey limitKey, Cache<String, KeyCounter> counters, KeySettings settings,
            AskDesk desk) {
        this.prefix = prefix;
        this.limitKey = limitKey;
        this.counters = counters;
        this.settings = settings;
        this.current = () -> this.settings;
        this.onAskOver = desk::over;
        this.only = limitKey.isConstant() ? begin(limitKey.toString()) : null;
    }

    /**
     * Returns the counters of that limit, none of them begun.
     *
     * @param desk asks for them, and does the cache's own work, which must be no loop and need not be soon
     */
    static LimitCounters of(RateLimitConfig config, AskDesk desk) {
        Duration window = config.mode() == RateLimitConfig.Mode.LOCAL ? Duration.ofMillis(CounterRule.of(config).keptMillis())
                : config.window().compareTo(IDLE_MAX) < 0 ? config.window() : IDLE_MAX;
        Cache<String, KeyCounter> counters = Caffeine.newBuilder().maximumSize(config.maxKeys()).expireAfterAccess(window.plus(IDLE_MIN))
                .executor(desk::later).<String, KeyCounter>evictionListener((_, counter, _) -> {
                    if (counter != null) {
                        counter.onEvicted();
                    }
                }).build();
        return new LimitCounters(prefix(config), LimitKey.of(config.key()), counters, KeySettings.of(config), desk);
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

    /**
     * Returns the counter that the exchange is counted by.
     *
     * @param captures what the limit's own path captured
     */
    KeyCounter counter(Exchange exchange, Map<String, String> captures, long nowNanos) {
        return only == null ? counter(limitKey.render(exchange, captures), nowNanos) : only;
    }

    private KeyCounter counter(String key, long nowNanos) {
        Recent last = recent;
        if (last == null || nowNanos - last.untilNanos() >= 0) {
            KeyCounter counter = counters.get(key, this::begin);
            recent = new Recent(key, counter, nowNanos + RECENT_NANOS);
            return counter;
        }
        return last.key().equals(key) && !last.counter().isEvicted() ? last.counter() : counters.get(key, this::begin);
    }

    /** Returns those of the keys that have used most of the limit, at most so many. */
    LimitUsage usage(LimitFacts facts, int keys, long nowNanos, long nowMillis) {
        TopKeys top = new TopKeys(keys);
        boolean isLocal = settings.mode() == RateLimitConfig.Mode.LOCAL;
        for (KeyCounter counter : only == null ? counters.asMap().values() : List.of(only)) {
            String name = counter.key().substring(prefix.length());
            top.add(isLocal ? counter.ownUsage(name, nowMillis) : counter.usage(name, nowNanos));
        }
        return new LimitUsage(facts, only == null ? counters.estimatedSize() : 1, top.list());
    }

    private KeyCounter begin(String key) {
        return new KeyCounter(prefix + limitKey.stored(key), current, onAskOver);
    }
}
