package io.gridgate.route;

import org.jspecify.annotations.Nullable;

/**
 * The query of a request behind a path that a template made.
 *
 * <p>Thread-safety: stateless.
 */
final class Queries {

    private Queries() {}

    /** Returns the path with the query, added to one that the path bears itself. */
    static String append(String path, @Nullable String query) {
        if (query == null || query.isEmpty()) {
            return path;
        }
        return path + (path.indexOf('?') < 0 ? '?' : '&') + query;
    }
}
