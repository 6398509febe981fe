package io.gridgate.route;

import io.gridgate.exchange.Request;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a request, as the conditions of routes see it.
 *
 * <p>Thread-safety: confined to one call of {@link RouteTable#match}.
 */
final class MatchInput {

    private final Request request;
    private final String path;
    private final VersionReader versions;
    private boolean versionRead;
    private @Nullable String version;

    MatchInput(Request request, String path, VersionReader versions) {
        this.request = request;
        this.path = path;
        this.versions = versions;
    }

    Request request() {
        return request;
    }

    String path() {
        return path;
    }

    /** Returns the version that the request states, or the default; null when there is neither. Read when first asked for. */
    @Nullable
    String version() {
        if (!versionRead) {
            versionRead = true;
            version = versions.read(request);
        }
        return version;
    }
}
