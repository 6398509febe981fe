package io.gridgate.route;

import io.gridgate.config.route.RouteConfig;

/**
 * One route of a compiled table.
 *
 * <p>Thread-safety: immutable.
 *
 * @param index its place in the document, 0 to {@link RouteTable#size} - 1; what ready chains are stored under
 */
public record Route(int index, RouteConfig config) {

    /** Returns the route's id. */
    public String id() {
        return config.id();
    }
}
