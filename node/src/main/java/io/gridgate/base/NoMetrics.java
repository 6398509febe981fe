package io.gridgate.base;

import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * The metric port of a component that nobody watches.
 *
 * <p>Thread-safety: stateless.
 */
final class NoMetrics implements Metrics {

    static final Metrics INSTANCE = new NoMetrics();

    private NoMetrics() {}

    @Override
    public Counter counter(String name, Map<String, String> labels) {
        return n -> {};
    }

    @Override
    public Timing timing(String name, Map<String, String> labels) {
        return nanos -> {};
    }

    @Override
    public void gauge(String name, Map<String, String> labels, DoubleSupplier value) {}

    @Override
    public void remove(String name, Map<String, String> labels) {}
}
