package io.gridgate.config.service;

import io.gridgate.base.Template;
import org.jspecify.annotations.Nullable;

/**
 * The choice among a service's instances.
 *
 * <p>Thread-safety: immutable.
 *
 * @param key the template that {@code CONSISTENT_HASH} hashes; present for that type and no other
 */
public record LoadBalancerConfig(LoadBalancerType type, @Nullable Template key) {
    public static final LoadBalancerConfig DEFAULT = new LoadBalancerConfig(LoadBalancerType.ROUND_ROBIN, null);
}
