package io.gridgate.config.route;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request and what is expected of it, run without a network.
 *
 * <p>Thread-safety: immutable.
 */
public record RouteTest(Request request, Expect expect) {
    /** A request; {@code path} may bear a query. */
    public record Request(String method, String path, Map<String, String> headers) {
        public Request {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }
    }

    /** What is expected; each absent value may be anything. */
    public record Expect(@Nullable String route, @Nullable String service, @Nullable Verdict verdict) {}

    /** What the gateway does with a request. */
    public enum Verdict {
        FORWARD("forward"),
        RESPOND("respond"),
        REDIRECT("redirect"),
        UNAUTHENTICATED("401"),
        FORBIDDEN("403"),
        NO_ROUTE("404"),
        METHOD_NOT_ALLOWED("405");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        /** Returns the verdict as it is written in a document. */
        public String text() {
            return text;
        }
    }
}
