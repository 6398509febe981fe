package io.gridgate.service.instance;

import io.gridgate.base.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A moving average of an instance's latency that jumps up to a peak at once and comes down over ten seconds, so that a
 * slow instance is avoided by the next request and tried again soon. What other nodes measured takes the place of what has
 * decayed, and of what was never measured here.
 *
 * <p>Thread-safety: lock-free; when two loops measure at the same time, one of the two samples may be lost.
 * <p>Source: Finagle's {@code PeakEwma}.
 */
public final class LatencyAverage {

    private static final double DECAY_NANOS = 10e9;

    private final Ticker ticker;
    private final AtomicLong stampNanos;
    private volatile double averageNanos;
    private volatile double elsewhereNanos;

    LatencyAverage(Ticker ticker) {
        this.ticker = ticker;
        this.stampNanos = new AtomicLong(ticker.nanos());
    }

    /** Takes one latency in nanoseconds (>= 0). */
    public void record(long nanos) {
        long now = ticker.nanos();
        long last = stampNanos.get();
        double average = averageNanos;
        if (nanos < average && !stampNanos.compareAndSet(last, now)) {
            return;
        }
        stampNanos.set(now);
        double kept = Math.exp(-Math.max(0, now - last) / DECAY_NANOS);
        averageNanos = nanos >= average ? nanos : average * kept + nanos * (1 - kept);
    }

    /** Sets what other nodes measured of late, in nanoseconds; 0 when they measured nothing. */
    public void heard(double nanos) {
        elsewhereNanos = nanos;
    }

    /** Returns what this node measured, in nanoseconds as of now, 0 when nothing; it decays while nothing is measured. */
    public double nanos() {
        double average = averageNanos;
        return average == 0 ? 0 : average * kept();
    }

    /**
     * Returns what is to be expected, in nanoseconds as of now: the average of this node, and what it has lost by decay of that
     * of the others. 0 when nobody measured anything.
     */
    public double expectedNanos() {
        double average = averageNanos;
        double elsewhere = elsewhereNanos;
        if (average == 0) {
            return elsewhere;
        }
        double kept = kept();
        return average * kept + elsewhere * (1 - kept);
    }

    /** Returns whether this node measured anything in that time until now. */
    public boolean isYoungerThan(Duration age) {
        return averageNanos != 0 && ticker.nanos() - stampNanos.get() <= age.toNanos();
    }

    private double kept() {
        return Math.exp(-Math.max(0, ticker.nanos() - stampNanos.get()) / DECAY_NANOS);
    }
}
