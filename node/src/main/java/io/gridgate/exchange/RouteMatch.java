package io.gridgate.exchange;

import java.util.Map;

/**
 * The route that an exchange took.
 *
 * @param routeId the route's id, what metrics and logs call {@code route} or {@code endpoint}
 * @param captures key: name in the pattern, value: decoded segment
 *
 * <p>Thread-safety: immutable.
 */
public record RouteMatch(String routeId, Map<String, String> captures) {}
