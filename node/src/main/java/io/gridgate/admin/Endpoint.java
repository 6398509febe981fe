package io.gridgate.admin;

import io.gridgate.exchange.Response;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the API: how it is called and what it does.
 *
 * @param method the method; {@code GET} answers {@code HEAD} too
 * @param path as OpenAPI writes it; at most one segment is captured, in braces
 * @param lane who works for it
 * @param isOpen whether it is answered without a token
 *
 * <p>Thread-safety: immutable; the operation is thread-safe.
 */
record Endpoint(String method, String path, Lane lane, boolean isOpen, Operation operation) {

    static Endpoint open(String path, Operation operation) {
        return new Endpoint("GET", path, Lane.PROBE, true, operation);
    }

    static Endpoint get(String path, Operation operation) {
        return new Endpoint("GET", path, Lane.READ, false, operation);
    }

    static Endpoint stream(String path, Operation operation) {
        return new Endpoint("GET", path, Lane.STREAM, false, operation);
    }

    static Endpoint change(String method, String path, Operation operation) {
        return new Endpoint(method, path, Lane.CHANGE, false, operation);
    }

    /** Returns whether the path is one of this endpoint's. */
    boolean takes(String requestPath) {
        return captured(requestPath) != null;
    }

    /** Returns the captured segment, the empty string when the path captures none, or null when it is another path. */
    @Nullable
    String captured(String requestPath) {
        int open = path.indexOf('{');
        if (open < 0) {
            return path.equals(requestPath) ? "" : null;
        }
        String rest = path.substring(path.indexOf('}') + 1);
        if (!requestPath.startsWith(path.substring(0, open)) || !requestPath.endsWith(rest)
                || requestPath.length() <= open + rest.length()) {
            return null;
        }
        String segment = requestPath.substring(open, requestPath.length() - rest.length());
        return segment.indexOf('/') < 0 ? segment : null;
    }

    /** What an endpoint does; may block up to its own deadline, but for a {@link Lane#STREAM}. */
    @FunctionalInterface
    interface Operation {

        /** Returns the answer; a {@code GatewayException} or {@link AdminRefusal} is answered by its code. */
        Response answer(Call call) throws Exception;
    }

    /** Who works for an endpoint, so that slow changes never keep a probe waiting. */
    enum Lane {
        PROBE,
        READ,
        CHANGE,
        /** The exchange's loop itself: the answer is there at once, and its body goes on. */
        STREAM
    }
}
