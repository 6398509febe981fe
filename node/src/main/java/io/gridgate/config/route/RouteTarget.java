package io.gridgate.config.route;

import io.gridgate.base.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a route does with a request.
 *
 * <p>Thread-safety: immutable.
 */
public sealed interface RouteTarget {
    /** Forwards it to one service. */
    record ToService(String service) implements RouteTarget {}

    /**
     * Forwards it to one of several services, by weight.
     *
     * @param key the template whose value keeps choosing the same service; absent: chosen at random
     * @param services at least one with a weight above 0
     */
    record Split(@Nullable Template key, List<WeightedService> services) implements RouteTarget {
        public Split {
            services = List.copyOf(services);
        }
    }

    /** Answers with a redirect; {@code to} is the template of {@code Location}. */
    record Redirect(int status, Template to) implements RouteTarget {}

    /** Answers by itself; {@code body} is sent as UTF-8. */
    record Respond(int status, Map<String, String> headers, String body) implements RouteTarget {
        public Respond {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }
    }

    /**
     * One service of a split.
     *
     * @param weight 0 to 1,000,000; 0 = gets nothing
     */
    record WeightedService(String service, int weight) {}
}
