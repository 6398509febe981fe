package io.gridgate.route;

import io.gridgate.base.Template;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.exchange.Exchange;
import io.gridgate.http.Target;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The template variables of a path or of a {@code Location}: as everywhere, but encoded, so that no value adds a delimiter.
 *
 * <p>{@code {path}} is the encoded path and {@code {host}} stays as it is. What a regular expression captured may span segments:
 * its slashes stay.
 *
 * <p>Thread-safety: immutable.
 */
final class PathVariables {

    private final Set<String> captures;
    private final boolean stretches;

    private PathVariables(Set<String> captures, boolean stretches) {
        this.captures = captures;
        this.stretches = stretches;
    }

    static PathVariables of(RouteConfig route) {
        PathPattern path = route.match().path();
        return new PathVariables(Set.copyOf(path.captures()), path instanceof PathPattern.Regex);
    }

    String render(Template template, Exchange exchange) {
        Template.Variables plain = exchange.variables();
        return template.render(name -> {
            if (captures.contains(name)) {
                return encoded(plain.value(name), stretches);
            }
            return switch (name) {
                case "path" -> exchange.request().target().forwardPath();
                case "host" -> exchange.request().authority().host();
                default -> encoded(plain.value(name), false);
            };
        });
    }

    private static @Nullable String encoded(@Nullable String value, boolean stretch) {
        if (value == null) {
            return null;
        }
        return stretch ? Captures.encodeStretch(value) : Target.encodeSegment(value);
    }
}
