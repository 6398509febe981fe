package io.gridgate.ratelimit;

import java.util.concurrent.TimeUnit;

/**
 * How many permits of a key a node has spent lately, which says how many it may want to have ahead.
 *
 * <p>Two exponentially weighted sums. What a lease was spent for is counted as spread evenly over the time that it was there: a permit that was spent
 * at some moment of the last second is no sign of twenty a second.
 *
 * <p>Thread-safety: confined to its {@link KeyCounter}'s monitor.
 */
final class Pace {

    private static final double BRIEF_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** The long span is this part of the window, so that what lies idle is missed for no longer. */
    private static final double WINDOW_PART = 100;
    private static final double LONG_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    private final double longNanos;
    private double briefly;
    private double lately;
    private long atNanos;

    private Pace(double longNanos) {
        this.longNanos = longNanos;
    }

    /** Returns the pace of a key that has not been asked for, of a limit with that window. */
    static Pace of(long windowMillis) {
        return new Pace(Math.clamp(windowMillis * 1e6 / WINDOW_PART, BRIEF_NANOS, LONG_NANOS_MAX));
    }

    /** Counts permits that were spent from the one moment to the other, which is not before any that was told. */
    void spent(long units, long sinceNanos, long nowNanos) {
        briefly = next(briefly, BRIEF_NANOS, units, nowNanos - sinceNanos, nowNanos - atNanos);
        lately = next(lately, longNanos, units, nowNanos - sinceNanos, nowNanos - atNanos);
        atNanos = nowNanos;
    }

    private static double next(double before, double span, long units, long spentForNanos, long elapsedNanos) {
        double faded = before == 0 ? 0 : before * Math.exp(-elapsedNanos / span);
        double part = spentForNanos / span;
        return faded + units * (part <= 0 ? 1 : -Math.expm1(-part) / part);
    }

    /** Returns what was spent in the last 50 ms, when last told. */
    double briefly() {
        return briefly;
    }

    /** Returns what was spent in the last {@link #longNanos()}, when last told. */
    double lately() {
        return lately;
    }

    /** Returns the long span: a hundredth of the window, 50 ms at least and 10 s at most. */
    long longNanos() {
        return (long) longNanos;
    }
}
