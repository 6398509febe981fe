package io.gridgate.observe;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The identity of one series: the dotted name of a metric and its labels, sorted by name.
 *
 * <p>Thread-safety: immutable, but for a text that is made late.
 */
final class Series implements Comparable<Series> {

    /** What a label says of everything beyond the cap. */
    static final String OTHER = "other";

    private final String name;
    private final Map<String, String> labels;
    /** Made when it is first asked for; whoever makes it makes the same. */
    private @Nullable String key;

    private Series(String name, Map<String, String> labels) {
        this.name = name;
        this.labels = labels;
    }

    static Series of(String name, Map<String, String> labels) {
        return new Series(name, labels.size() < 2 ? Map.copyOf(labels) : Collections.unmodifiableMap(new TreeMap<>(labels)));
    }

    String name() {
        return name;
    }

    Map<String, String> labels() {
        return labels;
    }

    /** Returns the series that takes what has no room: the same labels, each {@code other}. */
    Series other() {
        if (labels.size() == 1) {
            // That of routes: a large document asks for thousands.
            return of(name, Map.of(labels.keySet().iterator().next(), OTHER));
        }
        Map<String, String> others = new HashMap<>(labels);
        others.replaceAll((_, _) -> OTHER);
        return of(name, others);
    }

    /** Returns whether it is one that takes what has no room. */
    boolean isOther() {
        for (String value : labels.values()) {
            if (!value.equals(OTHER)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the name in the registry: {@code requests.by_status{class="2xx"}}. */
    String key() {
        String made = key;
        if (made == null) {
            made = labels.isEmpty() ? name : name + PrometheusText.labels(labels);
            key = made;
        }
        return made;
    }

    @Override
    public int compareTo(Series other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : key().compareTo(other.key());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Series series && series.name.equals(name) && series.labels.equals(labels);
    }

    @Override
    public int hashCode() {
        return name.hashCode() ^ labels.hashCode();
    }

    @Override
    public String toString() {
        return key();
    }
}
