package io.gridgate.ratelimit.concurrency;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.config.gateway.ConcurrencyLimitConfig;
import io.gridgate.ratelimit.permit.PermitStore;
import io.gridgate.ratelimit.usage.LimitUsage;
import io.gridgate.ratelimit.usage.UsageSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The concurrency limits of a node, whatever revision it serves: what is under way belongs to the names of limits and outlives revisions.
 *
 * <p>Thread-safety: guarded by its monitor, which no exchange takes; what is served is volatile.
 */
public final class ConcurrencyLimiter implements UsageSource, AutoCloseable {

    private final Metrics metrics;
    private final PermitDesk asks;
    private final ConcurrencyFilter.Desk desk;
    /** key: {@link PermitTable#prefix} → value: the keys under way, and how many revisions hold them. */
    @GuardedBy("this") private final Map<String, Tables> tables = new HashMap<>();

    private volatile List<ConcurrencyLimit> leading = List.of();

    /** The keys of a limit while a revision has it or one of them is in use. */
    private static final class Tables {
        private final PermitTable table;
        private int holders;

        private Tables(PermitTable table) {
            this.table = table;
        }
    }

    private ConcurrencyLimiter(PermitDesk asks, PermitMeters meters, Metrics metrics, Ticker ticker) {
        this.metrics = metrics;
        this.asks = asks;
        this.desk = new ConcurrencyFilter.Desk(asks, meters, ticker);
    }

    /**
     * Returns the limits of a node; its thread starts with the first limit.
     *
     * @param store where the nodes count together
     * @param events where it is told that the grid is lost
     */
    public static ConcurrencyLimiter of(PermitStore store, Metrics metrics, Ticker ticker, Events events) {
        PermitMeters meters = new PermitMeters(metrics);
        return of(new PermitDesk(store, ticker, meters, events), meters, metrics, ticker);
    }

    static ConcurrencyLimiter of(PermitDesk asks, PermitMeters meters, Metrics metrics, Ticker ticker) {
        return new ConcurrencyLimiter(asks, meters, metrics, ticker);
    }

    /** Returns the limits of a document, until they are closed. */
    public synchronized ConcurrencyLimits acquire(List<ConcurrencyLimitConfig> configs) {
        List<ConcurrencyLimit> limits = new ArrayList<>();
        if (!configs.isEmpty()) {
            asks.start();
        }
        for (ConcurrencyLimitConfig config : configs) {
            Tables one = tables.computeIfAbsent(PermitTable.prefix(config),
                    _ -> new Tables(new PermitTable(config, asks, desk.ticker())));
            one.holders++;
            limits.add(new ConcurrencyLimit(config, one.table, metrics));
        }
        return new ConcurrencyLimits(limits, desk, this);
    }

    /** Returns how many exchanges are under way on this node of each limit of the revision that is served; at most so many keys (>= 1) of each. */
    @Override
    public List<LimitUsage> top(int keys) {
        return leading.stream().map(limit -> limit.usage(keys)).toList();
    }

    synchronized void lead(List<ConcurrencyLimit> limits) {
        leading = limits;
        limits.forEach(limit -> limit.table().lead(limit.config()));
    }

    /** What is still booked of a limit that no revision has is given back by its table, which is dropped at the next occasion. */
    synchronized void release(List<ConcurrencyLimit> limits) {
        limits.forEach(limit -> tables.computeIfPresent(PermitTable.prefix(limit.config()), (_, one) -> {
            one.holders--;
            return one;
        }));
        tables.values().removeIf(one -> one.holders == 0 && one.table.isIdle());
    }

    @Override
    public void close() {
        asks.close();
    }
}
