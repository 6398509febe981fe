package io.gridgate.ratelimit.concurrency;

import io.gridgate.base.Metrics;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a node counts of its asks for permits, of the exchanges that wait for them, and of those that have them.
 *
 * <p>Thread-safety: thread-safe.
 */
final class PermitMeters {

    private final LongAdder inUse = new LongAdder();
    private final Metrics.Counter asks;
    private final Metrics.Counter failures;
    private final Metrics.Counter delays;
    private final Metrics.Timing askTime;
    private final Metrics.Timing waitTime;

    PermitMeters(Metrics metrics) {
        metrics.gauge("concurrency_limit.in_use", Map.of(), inUse::sum);
        asks = metrics.counter("concurrency_limit.asks", Map.of());
        failures = metrics.counter("concurrency_limit.asks_failed", Map.of());
        delays = metrics.counter("concurrency_limit.asks_delayed", Map.of());
        askTime = metrics.timing("concurrency_limit.ask_time", Map.of());
        waitTime = metrics.timing("concurrency_limit.wait_time", Map.of());
    }

    void taken() {
        inUse.increment();
    }

    void freed() {
        inUse.decrement();
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

    void answered(long nanos) {
        askTime.record(nanos);
    }

    /** An exchange has waited for a permit. */
    void waited(long nanos) {
        waitTime.record(nanos);
    }
}
