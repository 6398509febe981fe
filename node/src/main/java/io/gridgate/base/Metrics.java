package io.gridgate.base;

import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * The port through which every package counts and times; the registry behind it belongs to {@code observe}.
 *
 * <p>A meter is looked up when a document is compiled or a component is built, never per request. Names are the
 * contract's dotted ones ({@code requests.total}); labels are bounded sets (route, service, status class), key: label
 * name, value: label value. The same name and labels give the same meter.
 *
 * <p>Thread-safety: thread-safe, as is every meter.
 */
public interface Metrics {

    /** Returns the counter of that name and labels. */
    Counter counter(String name, Map<String, String> labels);

    /** Returns the histogram of durations of that name and labels. */
    Timing timing(String name, Map<String, String> labels);

    /** Reads {@code value} at each scrape; replaces an earlier gauge of the same name and labels. */
    void gauge(String name, Map<String, String> labels, DoubleSupplier value);

    /** Removes the meter of that name and labels, if there is one. */
    void remove(String name, Map<String, String> labels);

    /** A number that only grows. */
    interface Counter {

        /** Adds {@code n} (>= 0). */
        void add(long n);

        /** Adds one. */
        default void add() {
            add(1);
        }
    }

    /** A distribution of durations. */
    interface Timing {

        /** Takes one duration in nanoseconds (>= 0). */
        void record(long nanos);
    }

    /** Returns a registry that forgets everything. */
    static Metrics none() {
        return NoMetrics.INSTANCE;
    }
}
