package io.gridgate.cache;

import com.github.benmanes.caffeine.cache.Cache;
import io.gridgate.base.Metrics;
import io.gridgate.cache.shared.CacheStore;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the cache counts: per route how requests were answered, and what it holds.
 *
 * <p>Thread-safety: thread-safe.
 */
final class CacheMeters {

    private final Metrics metrics;
    private final LongAdder hits = new LongAdder();
    private final LongAdder lookups = new LongAdder();
    private final LongAdder waiting = new LongAdder();
    private final Metrics.Counter fills;
    private final Metrics.Counter fillsFailed;
    private final LongAdder gridWaiting = new LongAdder();
    private final Metrics.Counter gridHits;
    private final Metrics.Counter gridFills;
    private final Metrics.Counter gridLost;
    private final Metrics.Counter gridDropped;
    private final Metrics.Counter gridNotInvalidated;

    CacheMeters(Metrics metrics) {
        this.metrics = metrics;
        fills = metrics.counter("cache.fills", Map.of());
        fillsFailed = metrics.counter("cache.fills_failed", Map.of());
        gridHits = metrics.counter("cache.grid_hits", Map.of());
        gridFills = metrics.counter("cache.grid_fills", Map.of());
        gridLost = metrics.counter("cache.grid_lost", Map.of());
        gridDropped = metrics.counter("cache.grid_dropped", Map.of());
        gridNotInvalidated = metrics.counter("cache.grid_not_invalidated", Map.of());
        metrics.gauge("cache.hit_ratio", Map.of(), () -> ratio(hits, lookups));
        metrics.gauge("cache.waiting", Map.of(), waiting::sum);
    }

    /** Shows what is asked for in the grid, or fetched by another node, and this node's part of what is there. */
    void watchGrid(LongSupplier searches, Supplier<CacheStore.Held> held) {
        metrics.gauge("cache.grid_searches", Map.of(), searches::getAsLong);
        metrics.gauge("cache.grid_waiting", Map.of(), gridWaiting::sum);
        metrics.gauge("cache.grid_bytes", Map.of(), () -> held.get().octets());
        metrics.gauge("cache.grid_entries", Map.of(), () -> held.get().entries());
        metrics.gauge("cache.grid_evictions", Map.of(), () -> held.get().evictions());
    }

    /** So many keys more are fetched by another node, which this node waits for. */
    void gridWaits(int more) {
        gridWaiting.add(more);
    }

    /** Shows what is held. */
    void watch(Metrics to, Cache<?, ?> answers, LongSupplier filling) {
        to.gauge("cache.bytes", Map.of(), () -> answers.policy().eviction().map(bound -> bound.weightedSize().orElse(0)).orElse(0L));
        to.gauge("cache.entries", Map.of(), answers::estimatedSize);
        to.gauge("cache.evictions", Map.of(), () -> answers.stats().evictionCount());
        to.gauge("cache.filling_bytes", Map.of(), filling::getAsLong);
    }

    /** The grid was asked, and did not answer in time. */
    void gridLost() {
        gridLost.add();
    }

    /** What was fetched here is in the grid. */
    void gridFilled() {
        gridFills.add();
    }

    /** An answer was not given to the grid. */
    void gridDropped() {
        gridDropped.add();
    }

    /** What an unsafe request made invalid may be in the grid still. */
    void gridNotInvalidated() {
        gridNotInvalidated.add();
    }

    Route route(String id) {
        return new Route(id);
    }

    private static double ratio(LongAdder hits, LongAdder lookups) {
        long all = lookups.sum();
        return all == 0 ? 0 : (double) hits.sum() / all;
    }

    /** The meters of one route. */
    final class Route {
        private final LongAdder routeHits = new LongAdder();
        private final LongAdder routeLookups = new LongAdder();
        private final Metrics.Counter hit;
        private final Metrics.Counter miss;
        private final Metrics.Counter stale;
        private final Metrics.Counter bypass;

        private Route(String id) {
            Map<String, String> labels = Map.of("endpoint", id);
            hit = metrics.counter("cache.hits", labels);
            miss = metrics.counter("cache.misses", labels);
            stale = metrics.counter("cache.stale_served", labels);
            bypass = metrics.counter("cache.bypassed", labels);
            metrics.gauge("cache.hit_ratio", labels, () -> ratio(routeHits, routeLookups));
        }

        void hit() {
            hit.add();
            looked(true);
        }

        /** An answer of another node was found in the grid. */
        void gridHit() {
            gridHits.add();
            hit();
        }

        void miss() {
            miss.add();
            looked(false);
        }

        /** A stale answer was given. */
        void stale() {
            stale.add();
            looked(true);
        }

        void bypassed() {
            bypass.add();
        }

        void waits(int more) {
            waiting.add(more);
        }

        void filled(boolean well) {
            (well ? fills : fillsFailed).add();
        }

        private void looked(boolean found) {
            routeLookups.increment();
            lookups.increment();
            if (found) {
                routeHits.increment();
                hits.increment();
            }
        }
    }
}
