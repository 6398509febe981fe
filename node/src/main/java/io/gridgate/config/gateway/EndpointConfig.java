package io.gridgate.config.gateway;

import io.gridgate.base.Template;
import io.gridgate.config.route.PathPattern;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An aggregating endpoint: one request answered out of several services' answers.
 *
 * <p>Thread-safety: immutable.
 *
 * @param path a pattern whose captures the steps may use
 * @param method the method it answers
 * @param combine key: member of the answer → value: JSON pointer-like reference such as {@code $1} or {@code $2.items}
 */
public record EndpointConfig(PathPattern path, String method, List<Step> steps, Map<String, String> combine) {
    public EndpointConfig {
        steps = List.copyOf(steps);
        combine = Collections.unmodifiableMap(new LinkedHashMap<>(combine));
    }

    /**
     * One sub-call.
     *
     * @param path the template of its path; may name results of other steps, for which it then waits
     * @param query the template of its query, without the question mark; absent: none
     * @param optional whether its failure leaves the answer whole
     * @param timeout absent: the service's
     * @param fallbackJson the JSON that stands for a failed answer; absent: none
     */
    public record Step(
            String service,
            Template path,
            @Nullable Template query,
            boolean optional,
            @Nullable Duration timeout,
            @Nullable String fallbackJson) {}
}
