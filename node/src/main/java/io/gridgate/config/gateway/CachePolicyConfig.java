package io.gridgate.config.gateway;

import io.gridgate.base.Template;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the answers of the routes that name it are cached.
 *
 * <p>Thread-safety: immutable.
 *
 * @param ttl absent: only what the origin gives a freshness
 * @param heuristicMax the longest that an answer is fresh whose origin states only when it was last modified; absent: that gives it no freshness
 * @param key the template of the cache key; absent: method, scheme, host, path, query and {@code Vary}
 * @param tags templates of the names by which entries are purged
 * @param shared whether answers to requests with {@code Authorization} are shared between clients
 */
public record CachePolicyConfig(
        @Nullable Duration ttl,
        @Nullable Duration heuristicMax,
        @Nullable Template key,
        List<Template> tags,
        @Nullable Duration staleWhileRevalidate,
        @Nullable Duration staleIfError,
        long maxObjectBytes,
        boolean respectOrigin,
        boolean shared) {
    public CachePolicyConfig {
        tags = List.copyOf(tags);
    }
}
