package io.gridgate.observe;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The identity of one series: the dotted name of a metric and its labels, sorted by name.
 *
 * <p>Thread-safety: immutable.
 */
record Series(String name, Map<String, String> labels) implements Comparable<Series> {

    /** What a label says of everything beyond the cap. */
    static final String OTHER = "other";

    Series {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** Returns the series that takes what has no room: the same labels, each {@code other}. */
    Series other() {
        Map<String, String> others = new TreeMap<>(labels);
        others.replaceAll((_, _) -> OTHER);
        return new Series(name, others);
    }

    /** Returns the name in the registry: {@code requests.by_status{class="2xx"}}. */
    String key() {
        return labels.isEmpty() ? name : name + PrometheusText.labels(labels);
    }

    @Override
    public int compareTo(Series other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : key().compareTo(other.key());
    }
}
