package io.gridgate.config.route;

import io.gridgate.base.Template;
import io.gridgate.config.service.RetriesConfig;
import io.gridgate.config.service.TimeoutsConfig;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which requests go where, and what happens to them on the way.
 *
 * <p>Thread-safety: immutable.
 *
 * @param id unique in the document; the path's text where the document gives none
 * @param stripPrefix removed from the start of the forwarded path; absent: nothing is removed; never beside {@code rewrite}
 * @param rewrite the template of the forwarded path; absent: unchanged
 * @param bodyBytesMax the largest request body; empty: the node's limit
 */
public record RouteConfig(
        String id,
        RouteMatch match,
        RouteTarget target,
        @Nullable String stripPrefix,
        @Nullable Template rewrite,
        TimeoutsConfig.Overrides timeouts,
        RetriesConfig.Overrides retries,
        OptionalLong bodyBytesMax,
        RoutePolicies policies,
        RouteTransforms transforms) {
    /** Returns a route of this target with every other key at its default. */
    public static RouteConfig of(String id, RouteMatch match, RouteTarget target) {
        return new RouteConfig(id, match, target, null, null, TimeoutsConfig.Overrides.NONE, RetriesConfig.Overrides.NONE,
                OptionalLong.empty(), RoutePolicies.NONE, RouteTransforms.NONE);
    }
}
