package io.gridgate.config.service;

import io.gridgate.config.value.GatewayDefaults;
import io.gridgate.config.value.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * One fixed instance of a service.
 *
 * <p>Thread-safety: immutable.
 *
 * @param weight its share beside the others, 1 to 1000
 * @param zone absent: the zone is unknown
 */
public record InstanceConfig(HostPort address, int weight, @Nullable String zone) {
    /** Returns the instance of {@code host:port}, with weight 1 and no zone. */
    public static InstanceConfig of(String address) {
        return new InstanceConfig(HostPort.parse(address), GatewayDefaults.INSTANCE_WEIGHT, null);
    }
}
