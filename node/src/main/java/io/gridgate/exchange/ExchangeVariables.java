package io.gridgate.exchange;

import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of template variables in an exchange. A capture hides a variable of the same name.
 *
 * <p>Thread-safety: stateless.
 */
final class ExchangeVariables {

    private ExchangeVariables() {}

    static @Nullable String value(Exchange exchange, String name) {
        RouteMatch route = exchange.route();
        String captured = route == null ? null : route.captures().get(name);
        return captured == null ? builtIn(exchange, name) : captured;
    }

    private static @Nullable String builtIn(Exchange exchange, String name) {
        Request request = exchange.request();
        return switch (name) {
            case "client_ip" -> exchange.client().address();
            case "correlation_id" -> exchange.correlationId();
            case "endpoint" -> exchange.routeId();
            case "host" -> request.authority().host();
            case "method" -> request.method();
            case "path" -> request.target().path();
            default -> prefixed(exchange, name);
        };
    }

    private static @Nullable String prefixed(Exchange exchange, String name) {
        Request request = exchange.request();
        if (name.startsWith("query.")) {
            return request.target().queryParameter(name.substring(6));
        }
        if (name.startsWith("header.")) {
            return request.headers().joined(name.substring(7));
        }
        if (name.startsWith("cookie.")) {
            return cookie(request.headers(), name.substring(7));
        }
        return null;
    }

    /** RFC 6265 4.2.1: pairs separated by semicolons; the first of a name counts. */
    private static @Nullable String cookie(Headers headers, String name) {
        for (String line : headers.all(HeaderNames.COOKIE)) {
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    return pair.substring(equals + 1).strip();
                }
            }
        }
        return null;
    }
}
