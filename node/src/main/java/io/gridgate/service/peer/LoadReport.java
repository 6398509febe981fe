package io.gridgate.service.peer;

import java.util.List;

/**
 * What one node burdens instances with: those that it uses now or used a short while ago. What is not named it does not use.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node its name
 * @param loads {@link #LOADS_MAX} at most
 */
public record LoadReport(String node, List<Load> loads) {

    /** The most instances that a report names. */
    public static final int LOADS_MAX = 1_024;

    public LoadReport {
        loads = List.copyOf(loads);
    }

    /**
     * What the node knows of one instance by its own exchanges.
     *
     * @param instance which, as {@link io.gridgate.service.instance.Instance#id} has it
     * @param inFlight exchanges under way, on average of late (>= 0)
     * @param latencyNanos the moving average of its latency; 0 when the node has measured none lately
     */
    public record Load(long instance, float inFlight, float latencyNanos) {

        public Load {
            if (!(inFlight >= 0 && latencyNanos >= 0 && inFlight + latencyNanos < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("load: " + inFlight + ", " + latencyNanos + " (expected: finite, >= 0)");
            }
        }
    }
}
