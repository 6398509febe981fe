package io.gridgate.config.service;

import io.gridgate.config.value.GatewayDefaults;
import java.time.Duration;

/**
 * The bounds of a node's connections to each instance.
 *
 * <p>Thread-safety: immutable.
 *
 * @param max open connections to one instance
 * @param maxPending exchanges that wait for one
 * @param idle how long an unused one is kept
 */
public record ConnectionsConfig(int max, int maxPending, Duration idle) {
    public static final ConnectionsConfig DEFAULT = new ConnectionsConfig(GatewayDefaults.CONNECTIONS_MAX,
            GatewayDefaults.CONNECTIONS_MAX_PENDING, GatewayDefaults.CONNECTIONS_IDLE);
}
