package io.gridgate.config.gateway;

import io.gridgate.config.value.GatewayDefaults;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that the document expects; informational.
 *
 * <p>Thread-safety: immutable.
 *
 * @param replicas nodes that should be there; absent: any number
 * @param healthPath where the proxy listener answers health requests
 */
public record DeploymentConfig(@Nullable Integer replicas, String healthPath) {
    public static final DeploymentConfig DEFAULT = new DeploymentConfig(null, GatewayDefaults.HEALTH_PATH);
}
