package io.gridgate.service.instance;

import io.gridgate.config.value.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * What a source says of one instance: where it is, its share and its zone. A value; the state belongs to {@link Instance}.
 *
 * <p>Thread-safety: immutable.
 *
 * @param address where it listens; the host may be a name
 * @param weight its share beside the others of the same priority, 1 to {@link #WEIGHT_MAX}
 * @param priority instances of a higher number are used only while none of a lower one is available (RFC 2782), 0 to 65535
 * @param zone absent: unknown
 */
public record KnownInstance(HostPort address, int weight, int priority, @Nullable String zone) {

    /** The greatest weight, which is that of an SRV record. */
    public static final int WEIGHT_MAX = 65_535;

    public KnownInstance {
        if (weight < 1 || weight > WEIGHT_MAX) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: 1 to " + WEIGHT_MAX + ")");
        }
        if (priority < 0 || priority > 65_535) {
            throw new IllegalArgumentException("priority: " + priority + " (expected: 0 to 65535)");
        }
    }

    /** Returns an instance of weight 1, first priority and no zone. */
    public static KnownInstance of(String hostAndPort) {
        return new KnownInstance(HostPort.parse(hostAndPort), 1, 0, null);
    }

    /** Returns the same instance with another weight. */
    public KnownInstance weighted(int otherWeight) {
        return new KnownInstance(address, otherWeight, priority, zone);
    }
}
