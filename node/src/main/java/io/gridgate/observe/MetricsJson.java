package io.gridgate.observe;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Meters as JSON: {@code {"requests.total":{"type":"counter","series":[{"labels":{},"value":7}]}}}; a distribution has
 * {@code count} and milliseconds instead of {@code value}.
 *
 * <p>Thread-safety: stateless.
 */
final class MetricsJson {

    private static final JsonFactory JSON = new JsonFactory();

    private MetricsJson() {}

    static String of(SortedMap<Series, Metric> meters) {
        StringWriter out = new StringWriter(meters.size() * 64 + 16);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            @Nullable
            String before = null;
            for (Map.Entry<Series, Metric> entry : meters.entrySet()) {
                String name = entry.getKey().name();
                if (!name.equals(before)) {
                    endMetric(json, before);
                    json.writeObjectFieldStart(name);
                    json.writeStringField("type", type(entry.getValue()));
                    json.writeArrayFieldStart("series");
                    before = name;
                }
                series(json, entry.getKey(), entry.getValue());
            }
            endMetric(json, before);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void endMetric(JsonGenerator json, @Nullable String name) throws IOException {
        if (name != null) {
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static String type(Metric metric) {
        return metric instanceof Counter ? "counter" : metric instanceof BucketTiming ? "histogram" : "gauge";
    }

    private static void series(JsonGenerator json, Series series, Metric metric) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : series.labels().entrySet()) {
            json.writeStringField(label.getKey(), label.getValue());
        }
        json.writeEndObject();
        switch (metric) {
            case Counter counter -> json.writeNumberField("value", counter.getCount());
            case BucketTiming timing -> timing(json, timing.snapshot());
            case Gauge<?> gauge -> gauge(json, gauge);
            default -> throw new IllegalStateException("metric " + series.key() + " of unknown type " + metric.getClass());
        }
        json.writeEndObject();
    }

    private static void gauge(JsonGenerator json, Gauge<?> gauge) throws IOException {
        double value = Double.NaN;
        try {
            value = gauge.getValue() instanceof Number number ? number.doubleValue() : Double.NaN;
        } catch (RuntimeException e) {
            // What is measured may be closing; the others are still worth a scrape.
            value = Double.NaN;
        }
        if (Double.isFinite(value)) {
            json.writeNumberField("value", value);
        } else {
            json.writeNullField("value");
        }
    }

    private static void timing(JsonGenerator json, BucketTiming.Snapshot snapshot) throws IOException {
        json.writeNumberField("count", snapshot.total());
        json.writeNumberField("sum_ms", snapshot.sumNanos() / 1e6);
        json.writeNumberField("p50_ms", snapshot.quantileNanos(0.5) / 1e6);
        json.writeNumberField("p90_ms", snapshot.quantileNanos(0.9) / 1e6);
        json.writeNumberField("p99_ms", snapshot.quantileNanos(0.99) / 1e6);
        json.writeNumberField("max_ms", snapshot.quantileNanos(1.0) / 1e6);
    }
}
