package io.gridgate.config.gateway;

import io.gridgate.base.Template;
import io.gridgate.config.gateway.RateLimitConfig.OnGridLoss;
import io.gridgate.config.route.PathPattern;
import org.jspecify.annotations.Nullable;

/**
 * How many requests of one key may be under way at once.
 *
 * <p>Thread-safety: immutable.
 *
 * @param path where it applies; absent: everywhere
 * @param key the template of what is counted
 * @param onGridLoss what it does while the grid cannot be asked
 * @param shadow whether it only counts and never refuses
 */
public record ConcurrencyLimitConfig(String name, @Nullable PathPattern path, Template key, int limit, OnGridLoss onGridLoss,
        boolean shadow) {}
