package io.gridgate.ratelimit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.config.gateway.RateLimitConfig;
import io.gridgate.config.gateway.RateLimitConfig.Mode;
import io.gridgate.ratelimit.counter.CounterStore;
import io.gridgate.ratelimit.usage.LimitUsage;
import io.gridgate.ratelimit.usage.UsageSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rate limits of a node, whatever revision it serves: counters belong to the names of limits and outlive revisions.
 *
 * <p>Thread-safety: guarded by its monitor, which no exchange takes; what is served is volatile.
 */
public final class RateLimiter implements UsageSource, AutoCloseable {

    private final Metrics metrics;
    private final AskDesk asks;
    private final RateLimitFilter.Desk desk;
    /** key: {@link #identity} → value: counters, and how many revisions hold them. */
    @GuardedBy("this") private final Map<String, Held> held = new HashMap<>();

    private volatile List<RateLimit> leading = List.of();

    /** Counters of a limit while a revision has it. */
    private static final class Held {
        private final LimitCounters counters;
        private int holders;

        private Held(LimitCounters counters) {
            this.counters = counters;
        }
    }

    private RateLimiter(AskDesk asks, LimitMeters meters, Metrics metrics, Ticker ticker, InstantSource clock) {
        this.metrics = metrics;
        this.asks = asks;
        this.desk = new RateLimitFilter.Desk(asks, meters, ticker, clock);
    }

    /**
     * Returns the limits of a node; its thread starts with the first limit.
     *
     * @param store where the nodes count together
     * @param clock the time of day, for limits that the node counts for itself
     * @param events what operators are told
     */
    public static RateLimiter of(CounterStore store, Metrics metrics, Ticker ticker, InstantSource clock, Events events) {
        LimitMeters meters = new LimitMeters(metrics);
        return of(new AskDesk(store, ticker, meters, events), meters, metrics, ticker, clock);
    }

    static RateLimiter of(AskDesk asks, LimitMeters meters, Metrics metrics, Ticker ticker, InstantSource clock) {
        return new RateLimiter(asks, meters, metrics, ticker, clock);
    }

    /** Returns the limits of a document, until they are closed. */
    public synchronized RateLimits acquire(List<RateLimitConfig> configs) {
        List<RateLimit> limits = new ArrayList<>();
        if (!configs.isEmpty()) {
            asks.start();
        }
        for (RateLimitConfig config : configs) {
            Held one = held.computeIfAbsent(identity(config), _ -> new Held(LimitCounters.of(config, asks)));
            one.holders++;
            limits.add(new RateLimit(config, one.counters, metrics));
        }
        return new RateLimits(limits, desk, this);
    }

    /** Returns how much is used of each limit of the revision that is served; at most so many keys (>= 1) of each. */
    @Override
    public List<LimitUsage> top(int keys) {
        return leading.stream().map(limit -> limit.usage(keys, desk.ticker().nanos(), desk.clock().millis())).toList();
    }

    synchronized void lead(List<RateLimit> limits) {
        leading = limits;
        for (RateLimit limit : limits) {
            Held one = held.get(identity(limit.config()));
            if (one != null) {
                one.counters.lead(limit.config());
            }
        }
    }

    synchronized void release(List<RateLimit> limits) {
        for (RateLimit limit : limits) {
            held.computeIfPresent(identity(limit.config()), (_, one) -> --one.holders == 0 ? null : one);
        }
    }

    private static String identity(RateLimitConfig config) {
        return LimitCounters.prefix(config) + (config.mode() == Mode.LOCAL) + config.key();
    }

    @Override
    public void close() {
        asks.close();
    }
}
