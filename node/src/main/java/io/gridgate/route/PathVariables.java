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

    private final Set<String> stretches;

    private PathVariables(Set<String> stretches) {
        this.stretches = stretches;
    }

    static PathVariables of(RouteConfig route) {
        PathPattern path = route.match().path();
        return new PathVariables(path instanceof PathPattern.Regex ? Set.copyOf(path.captures()) : Set.of());
    }

    String render(Template template, Exchange exchange) {
        Template.Variables plain = exchange.variables();
        return template.render(name -> switch (name) {
            case "path" -> exchange.request().target().forwardPath();
            case "host" -> exchange.request().authority().host();
            default -> encoded(name, plain.value(name));
        });
    }

    private @Nullable String encoded(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        return stretches.contains(name) ? Captures.encodeStretch(value) : Target.encodeSegment(value);
    }
}
