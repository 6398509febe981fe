package io.gridgate.ratelimit;

import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.Grant;
import io.gridgate.ratelimit.usage.KeyUsage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's side of one key of one limit: what it has borrowed, which all loops spend, and what it has to do with the counter.
 *
 * <p>Thread-safety: lock-free, but for a limit in local mode; its {@link #asks()} are thread-safe.
 */
final class KeyCounter {

    private final String key;
    private final Supplier<KeySettings> settings;
    private final OwnCounter own = new OwnCounter();
    private final Lending lending = new Lending();
    private final KeyAsks asks;
    private volatile boolean evicted;

    /**
     * Creates the counter of a key.
     *
     * @param key in the store
     * @param settings of the limit, as the served revision has them
     * @param onAskOver hears of the ids of asks that are answered or given up
     */
    KeyCounter(String key, Supplier<KeySettings> settings, LongConsumer onAskOver) {
        this.key = key;
        this.settings = settings;
        this.asks = new KeyAsks(settings, lending, onAskOver);
    }

    String key() {
        return key;
    }

    CounterRule rule() {
        return settings.get().rule();
    }

    KeyAsks asks() {
        return asks;
    }

    /** Returns the lease that so many permits (>= 1) were taken from, or null: there are none here. */
    @Nullable
    Lease take(int units, long nowNanos) {
        Lease current = lending.lease();
        return current.take(units, nowNanos) ? current : null;
    }

    /** Returns the answer of a limit in local mode. */
    Grant takeOwn(CounterRule rule, int units, long nowMillis) {
        return own.take(rule, units, nowMillis);
    }

    /** Returns whether the counter said a moment ago that it has none. */
    boolean isRefusing(long nowNanos) {
        Knowledge last = known();
        return last != null && last.isRefusing(nowNanos);
    }

    /** Returns what was last heard; null: nothing yet. */
    @Nullable
    Knowledge known() {
        return asks.known();
    }

    /** Returns the permits that are left as far as this node knows. */
    long left(long nowNanos) {
        Knowledge last = known();
        Lease current = lending.lease();
        return (last == null || nowNanos - last.resetAtNanos() >= 0 ? 0 : last.left()) + (current.isOver(nowNanos) ? 0 : current.left());
    }

    /**
     * Returns how much of the limit is taken; null: this node has heard nothing that still counts.
     *
     * @param name of the key, for those who look at it
     */
    @Nullable
    KeyUsage usage(String name, long nowNanos) {
        Knowledge last = known();
        if (last == null || nowNanos - last.resetAtNanos() >= 0) {
            return null;
        }
        Lease current = lending.lease();
        long held = current.isOver(nowNanos) ? 0 : current.left();
        long taken = Math.max(0, rule().capacity() - last.left());
        return new KeyUsage(name, taken, Math.min(held, taken), TimeUnit.NANOSECONDS.toMillis(nowNanos - last.heardNanos()),
                TimeUnit.NANOSECONDS.toMillis(last.resetAtNanos() - nowNanos));
    }

    /** Returns how much of a limit in local mode is taken. */
    KeyUsage ownUsage(String name, long nowMillis) {
        CounterRule rule = rule();
        Grant now = own.look(rule, nowMillis);
        return new KeyUsage(name, Math.max(0, rule.capacity() - now.left()), 0, 0, now.resetMillis());
    }

    /** This node has too many keys, or this one was not asked for in a long time: requests do not find it any more. */
    void onEvicted() {
        evicted = true;
    }

    boolean isEvicted() {
        return evicted;
    }
}
