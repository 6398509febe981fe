package io.gridgate.upstream.pool;

import io.gridgate.base.Metrics;
import io.gridgate.exchange.AttemptFailure;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What is counted of connections and attempts, looked up once.
 *
 * <p>Thread-safety: immutable; meters are thread-safe.
 */
public final class UpstreamMeters {

    private final Metrics.Counter connects;
    private final Map<AttemptFailure, Metrics.Counter> failures = new EnumMap<>(AttemptFailure.class);

    /** Looks up the meters; {@code counts} is read at each scrape. */
    public UpstreamMeters(Metrics metrics, Supplier<PoolCounts> counts) {
        connects = metrics.counter("upstream.connects", Map.of());
        for (AttemptFailure kind : AttemptFailure.values()) {
            failures.put(kind, metrics.counter("upstream.failures", Map.of("kind", kind.name().toLowerCase(Locale.ROOT))));
        }
        metrics.gauge("upstream.connections.open", Map.of(), () -> counts.get().open());
        metrics.gauge("upstream.connections.idle", Map.of(), () -> counts.get().idle());
        metrics.gauge("upstream.connections.leased", Map.of(), () -> counts.get().leased());
        metrics.gauge("upstream.waiting", Map.of(), () -> counts.get().waiting());
    }

    void connected() {
        connects.add();
    }

    /** An attempt failed. */
    public void failed(AttemptFailure kind) {
        Metrics.Counter counter = failures.get(kind);
        if (counter != null) {
            counter.add();
        }
    }
}
