package io.gridgate.ratelimit;

import io.gridgate.base.Metrics;
import java.util.Map;

/**
 * What a node counts of its asks and of the requests that wait for them.
 *
 * <p>Thread-safety: thread-safe.
 */
final class LimitMeters {

    private final Metrics.Counter asks;
    private final Metrics.Counter failures;
    private final Metrics.Counter delays;
    private final Metrics.Counter granted;
    private final Metrics.Counter returns;
    private final Metrics.Timing askTime;
    private final Metrics.Timing waitTime;

    LimitMeters(Metrics metrics) {
        asks = metrics.counter("rate_limit.asks", Map.of());
        failures = metrics.counter("rate_limit.asks_failed", Map.of());
        delays = metrics.counter("rate_limit.asks_delayed", Map.of());
        granted = metrics.counter("rate_limit.granted", Map.of());
        returns = metrics.counter("rate_limit.returns", Map.of());
        askTime = metrics.timing("rate_limit.ask_time", Map.of());
        waitTime = metrics.timing("rate_limit.wait_time", Map.of());
    }

    void asked() {
        asks.add();
    }

    void failed() {
        failures.add();
    }

    /** An ask was not sent yet, since as many as may be are under way at its owner. */
    void delayed() {
        delays.add();
    }

    void answered(long permits, long nanos) {
        granted.add(permits);
        askTime.record(nanos);
    }

    /** A call gives permits back. */
    void gaveBack() {
        returns.add();
    }

    /** A request has waited for its counter. */
    void waited(long nanos) {
        waitTime.record(nanos);
    }
}
