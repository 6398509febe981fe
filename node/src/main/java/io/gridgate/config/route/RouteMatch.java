package io.gridgate.config.route;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a route takes.
 *
 * <p>Thread-safety: immutable.
 *
 * @param methods empty: every method
 * @param hosts empty: every host
 * @param headers key: field name in lower case → value: what is wanted of it
 * @param query key: parameter name → value: what is wanted of it
 * @param version absent: requests of any version and of none
 */
public record RouteMatch(
        PathPattern path,
        Set<String> methods,
        List<HostPattern> hosts,
        Map<String, Condition> headers,
        Map<String, Condition> query,
        @Nullable String version) {
    public RouteMatch {
        methods = methods.isEmpty() ? Set.of() : Collections.unmodifiableSet(new LinkedHashSet<>(methods));
        hosts = List.copyOf(hosts);
        headers = inOrder(headers);
        query = inOrder(query);
    }

    private static Map<String, Condition> inOrder(Map<String, Condition> conditions) {
        return conditions.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
    }

    /** Returns the match of every request whose path matches. */
    public static RouteMatch of(PathPattern path) {
        return new RouteMatch(path, Set.of(), List.of(), Map.of(), Map.of(), null);
    }
}
