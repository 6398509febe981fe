package io.gridgate.observe;

import io.gridgate.base.Metrics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * What it takes to put a duration into a histogram, by one loop and by two at once.
 *
 * <p>Thread-safety: the histogram is thread-safe.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HistogramBenchmark {

    /**
     * The histogram.
     *
     * <p>Thread-safety: as the histogram.
     */
    @State(Scope.Benchmark)
    public static class Shared {
        private final Metrics.Timing timing = new DropwizardMetrics().timing("requests.duration", Map.of());
    }

    /**
     * Durations of 0.1 to 6 ms, which hit 45 of its buckets.
     *
     * <p>Thread-safety: confined to one thread.
     */
    @State(Scope.Thread)
    public static class Durations {
        private long last;

        long next() {
            last += 97_003;
            return 100_000 + last % 6_000_000;
        }
    }

    @Benchmark
    public void record(Shared shared, Durations durations) {
        shared.timing.record(durations.next());
    }

    @Benchmark
    @Threads(2)
    public void recordContended(Shared shared, Durations durations) {
        shared.timing.record(durations.next());
    }
}
