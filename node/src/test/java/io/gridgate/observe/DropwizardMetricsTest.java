package io.gridgate.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridgate.base.Metrics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DropwizardMetricsTest {

    private final DropwizardMetrics metrics = new DropwizardMetrics();

    @Test
    void countersAreWrittenWithHelpAndType() {
        metrics.counter("requests.total", Map.of()).add(7);
        metrics.counter("requests.by_status", Map.of("class", "2xx")).add();
        metrics.counter("requests.by_status", Map.of("class", "5xx")).add(2);
        assertThat(metrics.prometheus()).isEqualTo("""
                # HELP requests_by_status Exchanges by class of status; a client that went away is 499
                # TYPE requests_by_status counter
                requests_by_status{class="2xx"} 1
                requests_by_status{class="5xx"} 2
                # HELP requests_total Exchanges that ended
                # TYPE requests_total counter
                requests_total 7
                """);
    }

    @Test
    void theSameNameAndLabelsAreTheSameMeter() {
        metrics.counter("a", Map.of("x", "1", "y", "2")).add();
        metrics.counter("a", Map.of("y", "2", "x", "1")).add();
        assertThat(metrics.prometheus()).contains("a{x=\"1\",y=\"2\"} 2\n");
        assertThatThrownBy(() -> metrics.timing("a", Map.of("x", "1", "y", "2"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void labelsAreEscapedAndNamesSanitized() {
        metrics.counter("odd-name.x", Map.of("route", "a\"b\\c\nd")).add();
        assertThat(metrics.prometheus()).contains("odd_name_x{route=\"a\\\"b\\\\c\\nd\"} 1\n");
    }

    @Test
    void durationsAreRealCumulativeBuckets() {
        Metrics.Timing timing = metrics.timing("requests.duration", Map.of("endpoint", "users"));
        assertThat(metrics.prometheus()).doesNotContain("requests_duration_bucket");
        timing.record(TimeUnit.MICROSECONDS.toNanos(10));
        timing.record(TimeUnit.MILLISECONDS.toNanos(3));
        timing.record(TimeUnit.MILLISECONDS.toNanos(3));
        timing.record(TimeUnit.MINUTES.toNanos(10));
        String text = metrics.prometheus();
        assertThat(text).contains("# TYPE requests_duration histogram\n",
                "requests_duration_bucket{endpoint=\"users\",le=\"0.000032768\"} 1\n",
                "requests_duration_bucket{endpoint=\"users\",le=\"0.002097152\"} 1\n",
                "requests_duration_bucket{endpoint=\"users\",le=\"0.004194304\"} 3\n",
                "requests_duration_bucket{endpoint=\"users\",le=\"137.438953472\"} 3\n",
                "requests_duration_bucket{endpoint=\"users\",le=\"+Inf\"} 4\n",
                "requests_duration_sum{endpoint=\"users\"} 600.00601\n",
                "requests_duration_count{endpoint=\"users\"} 4\n");
    }

    @Test
    void quantilesAreWrongByASixteenthAtMost() {
        BucketTiming timing = new BucketTiming();
        for (int i = 1; i <= 10_000; i++) {
            timing.record(i * 100_000L);
        }
        BucketTiming.Snapshot snapshot = timing.snapshot();
        for (double quantile : new double[]{0.01, 0.5, 0.9, 0.99, 1.0}) {
            double exact = quantile * 1e9;
            assertThat(snapshot.quantileNanos(quantile)).isBetween((long) (exact * 15 / 16), (long) (exact * 17 / 16));
        }
    }

    @Test
    void everyDurationIsInItsBucket() {
        for (long nanos = 1; nanos > 0 && nanos < 1L << 40; nanos = nanos * 21 / 20 + 1) {
            int bucket = Buckets.of(nanos);
            assertThat(nanos).isLessThan(Buckets.endNanos(bucket));
            if (bucket > 0) {
                assertThat(nanos).isGreaterThanOrEqualTo(Buckets.endNanos(bucket - 1));
            }
        }
    }

    @Test
    void seriesBeyondTheCapAreOther() {
        for (int i = 0; i < DropwizardMetrics.SERIES_MAX + 50; i++) {
            metrics.counter("requests.by_endpoint", Map.of("endpoint", "r" + i)).add();
        }
        String text = metrics.prometheus();
        assertThat(text).contains("{endpoint=\"other\"} 50\n");
        assertThat(text.lines().filter(line -> line.startsWith("requests_by_endpoint{")).count())
                .isEqualTo(DropwizardMetrics.SERIES_MAX + 1L);
    }

    @Test
    void gaugesAreReadAtEachScrapeReplacedAndRemoved() {
        double[] value = {1.5};
        metrics.gauge("pool.idle", Map.of(), () -> value[0]);
        assertThat(metrics.prometheus()).contains("pool_idle 1.5\n");
        value[0] = 3;
        assertThat(metrics.prometheus()).contains("pool_idle 3\n");
        metrics.gauge("pool.idle", Map.of(), () -> 9);
        assertThat(metrics.prometheus()).contains("pool_idle 9\n").doesNotContain("pool_idle 3");
        metrics.remove("pool.idle", Map.of());
        assertThat(metrics.prometheus()).isEmpty();
    }

    @Test
    void aGaugeThatFailsHidesNoOther() throws Exception {
        metrics.gauge("broken", Map.of(), () -> {
            throw new IllegalStateException();
        });
        metrics.counter("fine", Map.of()).add();
        assertThat(metrics.prometheus()).contains("fine 1\n");
        assertThat(new ObjectMapper().readTree(metrics.json()).at("/broken/series/0/value").isNull()).isTrue();
    }

    @Test
    void jsonHasTheSame() throws Exception {
        metrics.counter("requests.total", Map.of()).add(7);
        metrics.counter("requests.by_status", Map.of("class", "2xx")).add(3);
        metrics.timing("requests.duration", Map.of()).record(TimeUnit.MILLISECONDS.toNanos(8));
        JvmMeters.register(metrics);
        JsonNode json = new ObjectMapper().readTree(metrics.json());
        assertThat(json.at("/requests.total/series/0/value").asInt()).isEqualTo(7);
        assertThat(json.at("/requests.total/type").asText()).isEqualTo("counter");
        assertThat(json.at("/requests.by_status/series/0/labels/class").asText()).isEqualTo("2xx");
        assertThat(json.at("/requests.duration/series/0/count").asInt()).isEqualTo(1);
        assertThat(json.at("/requests.duration/series/0/p99_ms").asDouble()).isBetween(7.5, 8.5);
        assertThat(json.at("/jvm.heap.used_bytes/series/0/value").asDouble()).isPositive();
        assertThat(metrics.prometheus()).contains("jvm_threads ", "process_cpu_seconds ");
    }
}
