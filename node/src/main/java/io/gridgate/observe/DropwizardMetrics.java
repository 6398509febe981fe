package io.gridgate.observe;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gridgate.base.Metrics;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The node's meters on a Dropwizard registry.
 *
 * <p>A name has at most {@link #SERIES_MAX} series; labels beyond share the one whose values are all {@code other}.
 *
 * <p>Thread-safety: meters are lock-free; looking one up takes a lock that no meter takes.
 */
public final class DropwizardMetrics implements Metrics {

    /** Series of one name. */
    static final int SERIES_MAX = 2_000;

    private final MetricRegistry registry = new MetricRegistry();
    private final Map<Series, Metric> meters = new ConcurrentHashMap<>();
    private final Object lock = new Object();

    /** key: name of a metric → value: how many series it has. */
    @GuardedBy("lock") private final Map<String, Integer> countByName = new HashMap<>();

    @Override
    public Counter counter(String name, Map<String, String> labels) {
        return meter(Series.of(name, labels), com.codahale.metrics.Counter.class, com.codahale.metrics.Counter::new)::inc;
    }

    @Override
    public Timing timing(String name, Map<String, String> labels) {
        return meter(Series.of(name, labels), BucketTiming.class, BucketTiming::new);
    }

    @Override
    public void gauge(String name, Map<String, String> labels, DoubleSupplier value) {
        Series series = Series.of(name, labels);
        synchronized (lock) {
            forget(series);
            if (hasRoom(series)) {
                put(series, (Gauge<Double>) value::getAsDouble);
            }
        }
    }

    @Override
    public void remove(String name, Map<String, String> labels) {
        synchronized (lock) {
            forget(Series.of(name, labels));
        }
    }

    /** Returns all meters in the text format of Prometheus, version 0.0.4. */
    public String prometheus() {
        return PrometheusText.of(snapshot());
    }

    /** Returns all meters as one JSON object; key: dotted name → value: its type and series. */
    public String json() {
        return MetricsJson.of(snapshot());
    }

    /** Returns the meters by series, sorted; each is read when it is rendered, so a scrape holds nothing up. */
    private SortedMap<Series, Metric> snapshot() {
        return new TreeMap<>(meters);
    }

    private <M extends Metric> M meter(Series series, Class<M> type, Supplier<M> create) {
        synchronized (lock) {
            Metric metric = meters.get(series);
            if (metric == null && !hasRoom(series) && !series.isOther()) {
                return meter(series.other(), type, create);
            }
            if (metric == null) {
                metric = create.get();
                put(series, metric);
            }
            if (!type.isInstance(metric)) {
                throw new IllegalArgumentException("metric " + series.key() + " is a " + metric.getClass().getSimpleName() + " already");
            }
            return type.cast(metric);
        }
    }

    @GuardedBy("lock")
    private boolean hasRoom(Series series) {
        return countByName.getOrDefault(series.name(), 0) < SERIES_MAX;
    }

    @GuardedBy("lock")
    private void put(Series series, Metric metric) {
        registry.register(series.key(), metric);
        meters.put(series, metric);
        countByName.merge(series.name(), 1, Integer::sum);
    }

    @GuardedBy("lock")
    private void forget(Series series) {
        if (meters.remove(series) != null) {
            registry.remove(series.key());
            countByName.merge(series.name(), -1, Integer::sum);
        }
    }
}
