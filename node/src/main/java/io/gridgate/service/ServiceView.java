package io.gridgate.service;

import io.gridgate.service.breaker.BreakerView;
import io.gridgate.service.instance.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sees of a service on this node.
 *
 * <p>Thread-safety: immutable.
 *
 * @param loadBalancer as the document writes it: {@code round_robin}
 * @param discovery {@code consul}, {@code dns}, {@code dns_srv}, or null when all instances are fixed
 * @param knownAt when the source last said what the instances are; null without discovery or before its first word
 * @param watchers the nodes that ask the source for all; empty when each node asks, or there is none
 * @param trouble why the source does not answer, or null
 * @param breaker the state of its circuit breaker
 * @param inFlight exchanges that use an instance of it now
 */
public record ServiceView(String name, String loadBalancer, @Nullable String discovery, @Nullable Instant knownAt,
        List<String> watchers, @Nullable String trouble, BreakerView breaker, int inFlight, List<InstanceView> instances) {

    public ServiceView {
        watchers = List.copyOf(watchers);
        instances = List.copyOf(instances);
    }

    /**
     * What an operator sees of an instance on this node.
     *
     * @param address {@code host:port}
     * @param resolved where the node connects to, or null while the name has no address
     * @param source {@code fixed}, {@code consul}, {@code dns}, {@code dns_srv}
     * @param ejectedBy the node whose outlier detection keeps it out now, or null
     * @param slowStart whether it was out of use a short while ago and has less than its share for now
     * @param probers the nodes whose share of the active checks it is; empty when it is not probed
     * @param inFlightElsewhere exchanges of other nodes that use it, on average of late; 0 where the service is not balanced by load
     * @param latency the moving average from an attempt's begin to the head of its answer
     * @param trouble why it is not used, as far as a probe or a name lookup told, or null
     * @param changedAt when its health, ejection, weight or zone changed last
     */
    public record InstanceView(String address, @Nullable String resolved, int weight, int priority, @Nullable String zone, String source,
            Health health, @Nullable String ejectedBy, boolean slowStart, List<String> probers, int inFlight,
            double inFlightElsewhere, Duration latency,
            @Nullable String trouble, Instant changedAt) {

        public InstanceView {
            probers = List.copyOf(probers);
        }

        /** Returns whether the outlier detection of some node keeps it out now. */
        public boolean isEjected() {
            return ejectedBy != null;
        }
    }
}
