package io.gridgate.observe;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import java.math.BigDecimal;
import java.util.Map;
import java.util.SortedMap;

/**
 * Meters in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4).
 *
 * <p>Durations are in seconds, with one bucket line an octave. A distribution by label that has no value yet is left out.
 *
 * <p>Thread-safety: stateless.
 */
final class PrometheusText {

    private PrometheusText() {}

    static String of(SortedMap<Series, Metric> meters) {
        StringBuilder out = new StringBuilder(meters.size() * 64);
        String before = "";
        for (Map.Entry<Series, Metric> entry : meters.entrySet()) {
            String name = entry.getKey().name();
            if (!name.equals(before)) {
                head(out, name, entry.getValue());
                before = name;
            }
            switch (entry.getValue()) {
                case Counter counter -> line(out, sanitized(name), entry.getKey().labels(), Long.toString(counter.getCount()));
                case Gauge<?> gauge -> gauge(out, entry.getKey(), gauge);
                case BucketTiming timing -> timing(out, entry.getKey(), timing.snapshot());
                default -> throw new IllegalStateException("metric " + name + " of unknown type " + entry.getValue().getClass());
            }
        }
        return out.toString();
    }

    private static void head(StringBuilder out, String name, Metric metric) {
        String type = metric instanceof Counter ? "counter" : metric instanceof BucketTiming ? "histogram" : "gauge";
        String help = MetricHelp.of(name).replace("\\", "\\\\").replace("\n", "\\n");
        out.append("# HELP ").append(sanitized(name)).append(' ').append(help).append("\n# TYPE ").append(sanitized(name)).append(' ')
                .append(type)
                .append('\n');
    }

    private static void gauge(StringBuilder out, Series series, Gauge<?> gauge) {
        double value;
        try {
            value = gauge.getValue() instanceof Number number ? number.doubleValue() : Double.NaN;
        } catch (RuntimeException e) {
            // What is measured may be closing; the others are still worth a scrape.
            return;
        }
        line(out, sanitized(series.name()), series.labels(), number(value));
    }

    private static void timing(StringBuilder out, Series series, BucketTiming.Snapshot snapshot) {
        if (snapshot.total() == 0 && !series.labels().isEmpty()) {
            return;
        }
        String name = sanitized(series.name());
        String labels = labels(series.labels());
        String open = labels.isEmpty() ? "{" : labels.substring(0, labels.length() - 1) + ",";
        for (int octave = 0; octave <= Buckets.OCTAVES; octave++) {
            double seconds = (1L << Buckets.FIRST_OCTAVE + octave) / 1e9;
            out.append(name).append("_bucket").append(open).append("le=\"").append(number(seconds)).append("\"} ")
                    .append(snapshot.below(octave))
                    .append('\n');
        }
        out.append(name).append("_bucket").append(open).append("le=\"+Inf\"} ").append(snapshot.total()).append('\n');
        line(out, name + "_sum", series.labels(), number(snapshot.sumNanos() / 1e9));
        line(out, name + "_count", series.labels(), Long.toString(snapshot.total()));
    }

    private static void line(StringBuilder out, String name, Map<String, String> labels, String value) {
        out.append(name).append(labels(labels)).append(' ').append(value).append('\n');
    }

    /** Returns {@code {name="value",...}}, or nothing without labels. */
    static String labels(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder("{");
        labels.forEach((name, value) -> {
            out.append(out.length() == 1 ? "" : ",").append(sanitized(name)).append("=\"");
            out.append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")).append('"');
        });
        return out.append('}').toString();
    }

    private static String sanitized(String name) {
        StringBuilder out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean allowed = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || digit && i > 0;
            out.append(allowed ? c : '_');
        }
        return out.toString();
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value)
                : new BigDecimal(Double.toString(value)).toPlainString();
    }
}
