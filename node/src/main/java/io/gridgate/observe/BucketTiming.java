package io.gridgate.observe;

import com.codahale.metrics.Metric;
import io.gridgate.base.Metrics;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * A distribution of durations in fixed buckets: recording adds to two striped counters and never waits; a bucket takes memory
 * when its first duration comes.
 *
 * <p>Thread-safety: thread-safe by {@link LongAdder}; a snapshot may miss durations that are being recorded.
 */
final class BucketTiming implements Metric, Metrics.Timing {

    private final AtomicReferenceArray<LongAdder> counts = new AtomicReferenceArray<>(Buckets.COUNT);
    private final LongAdder sumNanos = new LongAdder();

    @Override
    public void record(long nanos) {
        long duration = Math.max(0, nanos);
        int bucket = Buckets.of(duration);
        LongAdder count = counts.getAcquire(bucket);
        (count == null ? create(bucket) : count).increment();
        sumNanos.add(duration);
    }

    private LongAdder create(int bucket) {
        LongAdder created = new LongAdder();
        LongAdder before = counts.compareAndExchange(bucket, null, created);
        return before == null ? created : before;
    }

    /** Returns what was recorded up to now. */
    Snapshot snapshot() {
        long[] copy = new long[Buckets.COUNT];
        long total = 0;
        for (int i = 0; i < copy.length; i++) {
            LongAdder count = counts.getAcquire(i);
            copy[i] = count == null ? 0 : count.sum();
            total += copy[i];
        }
        return new Snapshot(copy, total, sumNanos.sum());
    }

    /**
     * The counts of one moment.
     *
     * @param counts of each bucket of {@link Buckets}
     */
    record Snapshot(long[] counts, long total, long sumNanos) {

        /** Returns the middle of the bucket in which the quantile (0.0 to 1.0) lies, in nanoseconds; 0 when there is nothing. */
        long quantileNanos(double quantile) {
            long rank = Math.max(1, (long) Math.ceil(quantile * total));
            long seen = 0;
            for (int i = 0; i < counts.length && total > 0; i++) {
                seen += counts[i];
                if (seen >= rank) {
                    long from = i == 0 ? 0 : Buckets.endNanos(i - 1);
                    long to = i == counts.length - 1 ? from : Buckets.endNanos(i);
                    return from + (to - from) / 2;
                }
            }
            return 0;
        }

        /** Returns how many durations were below 2^({@link Buckets#FIRST_OCTAVE} + octave) nanoseconds. */
        long below(int octave) {
            long sum = 0;
            for (int i = 0; i <= octave * 8; i++) {
                sum += counts[i];
            }
            return sum;
        }
    }
}
