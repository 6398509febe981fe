package io.gridgate.route;

import io.gridgate.exchange.RouteMatch;

/**
 * Where a request goes, or why it goes nowhere.
 *
 * <p>Thread-safety: immutable.
 */
public sealed interface RouteDecision {

    /** That route takes it; {@code match} is what the exchange keeps. */
    record Found(Route route, RouteMatch match) implements RouteDecision {}

    /** No route takes it: 404. */
    record NotFound() implements RouteDecision {}

    /** Routes would take it with another method: 405; {@code allow} is the value of the field (RFC 9110 10.2.1). */
    record MethodNotAllowed(String allow) implements RouteDecision {}

    /** A backend that decodes encoded slashes would read a path of another route: 400. */
    record Ambiguous() implements RouteDecision {}
}
