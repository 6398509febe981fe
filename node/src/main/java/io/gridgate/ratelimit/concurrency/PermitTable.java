package io.gridgate.ratelimit.concurrency;

import io.gridgate.base.Ticker;
import io.gridgate.config.gateway.ConcurrencyLimitConfig;
import io.gridgate.ratelimit.match.LimitKey;
import io.gridgate.ratelimit.usage.KeyUsage;
import io.gridgate.ratelimit.usage.LimitFacts;
import io.gridgate.ratelimit.usage.LimitUsage;
import io.gridgate.ratelimit.usage.TopKeys;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys of one concurrency limit of which something is under way on this node; they belong to the limit's name and key and outlive revisions.
 *
 * <p>A key leaves when nothing is under way and nothing booked, so that there are as many as exchanges under way, and those of the last moment.
 *
 * <p>Thread-safety: thread-safe.
 */
final class PermitTable {

    private final String prefix;
    private final LimitKey limitKey;
    private final PermitDesk desk;
    private final Ticker ticker;
    /** key: what is counted → value: its permits. */
    private final ConcurrentHashMap<String, KeyPermits> keys = new ConcurrentHashMap<>();
    private volatile PermitSettings settings;

    PermitTable(ConcurrencyLimitConfig config, PermitDesk desk, Ticker ticker) {
        this.prefix = prefix(config);
        this.limitKey = LimitKey.of(config.key());
        this.desk = desk;
        this.ticker = ticker;
        this.settings = PermitSettings.of(config);
    }

    /** Returns what makes two limits count together: their name, and what they count by. */
    static String prefix(ConcurrencyLimitConfig config) {
        return config.name() + '|' + Integer.toHexString(config.key().toString().hashCode()) + '|';
    }

    /** Takes over what a revision says of the limit. */
    void lead(ConcurrencyLimitConfig config) {
        settings = PermitSettings.of(config);
    }

    PermitSettings settings() {
        return settings;
    }

    /** Returns the permits of what is counted; they may retire at any time, and are others then. */
    KeyPermits permits(String name) {
        KeyPermits there = keys.get(name);
        return there == null ? keys.computeIfAbsent(name, this::begin) : there;
    }

    private KeyPermits begin(String name) {
        KeyPermits begun = new KeyPermits(this, name, prefix + limitKey.stored(name), ticker.nanos());
        desk.watch(begun);
        return begun;
    }

    void post(KeyPermits key) {
        desk.post(key);
    }

    /** The ask of that id was answered or given up. */
    void over(long id) {
        desk.over(id);
    }

    void forget(KeyPermits key) {
        keys.remove(key.name(), key);
    }

    /** Returns whether nothing is under way and nothing booked. */
    boolean isIdle() {
        return keys.isEmpty();
    }

    /** Returns those of the keys of which most is under way on this node, at most so many. */
    LimitUsage usage(LimitFacts facts, int most) {
        TopKeys top = new TopKeys(most);
        keys.values().forEach(key -> top.add(new KeyUsage(key.key().substring(prefix.length()), key.busy(), 0, 0, 0)));
        return new LimitUsage(facts, keys.size(), top.list());
    }
}
