package io.gridgate.service.instance;

import io.gridgate.base.Ticker;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A moving average of an instance's latency that jumps up to a peak at once and comes down over ten seconds, so that a
 * slow instance is avoided by the next request and tried again soon.
 *
 * <p>Thread-safety: lock-free; when two loops measure at the same time, one of the two samples may be lost.
 * <p>Source: Finagle's {@code PeakEwma}.
 */
public final class LatencyAverage {

    private static final double DECAY_NANOS = 10e9;

    private final Ticker ticker;
    private final AtomicLong stampNanos;
    private volatile double averageNanos;

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

    /** Returns the average in nanoseconds as of now, 0 when nothing was measured; it decays while nothing is. */
    public double nanos() {
        double average = averageNanos;
        if (average == 0) {
            return 0;
        }
        return average * Math.exp(-Math.max(0, ticker.nanos() - stampNanos.get()) / DECAY_NANOS);
    }
}
