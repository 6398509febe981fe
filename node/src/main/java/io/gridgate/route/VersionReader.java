package io.gridgate.route;

import io.gridgate.config.route.VersioningConfig;
import io.gridgate.exchange.Request;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the version that a request wants is read from its fields. A version in the path is no matter of fields: the table puts
 * such routes below the version's segment.
 *
 * <p>Thread-safety: immutable.
 */
final class VersionReader {

    private final VersioningConfig versioning;
    private final Set<String> known;

    /** Creates the reader; {@code known} are the versions that routes name. */
    VersionReader(VersioningConfig versioning, Set<String> known) {
        this.versioning = versioning;
        this.known = Set.copyOf(known);
    }

    /** Returns the version that the request states, else the default, else null. */
    @Nullable
    String read(Request request) {
        String stated = switch (versioning.by()) {
            case HEADER -> request.headers().first(versioning.header());
            case ACCEPT -> accepted(request.headers());
            case PATH -> null;
        };
        return stated == null || stated.isBlank() ? versioning.defaultVersion() : stated.strip();
    }

    /** Returns the version of the first media range that states one (RFC 9110 12.5.1). */
    private @Nullable String accepted(Headers headers) {
        for (String line : headers.all(HeaderNames.ACCEPT)) {
            for (String range : line.split(",", -1)) {
                String version = ofRange(range);
                if (version != null) {
                    return version;
                }
            }
        }
        return null;
    }

    /** {@code application/json;version=v2}, or {@code application/vnd.example.v2+json} when {@code v2} is a known version (RFC 6838 3.2). */
    private @Nullable String ofRange(String range) {
        String[] parts = range.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0 && parts[i].substring(0, equals).strip().equalsIgnoreCase("version")) {
                return parts[i].substring(equals + 1).strip().replace("\"", "");
            }
        }
        String type = parts[0].strip();
        int plus = type.indexOf('+');
        String bare = plus < 0 ? type : type.substring(0, plus);
        String last = bare.substring(Math.max(bare.lastIndexOf('.'), bare.lastIndexOf('-')) + 1);
        return known.contains(last) ? last : null;
    }
}
