package io.gridgate.ratelimit;

import io.gridgate.base.Template;
import io.gridgate.exchange.Exchange;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a limit counts by: its key's template, rendered for an exchange.
 *
 * <p>Thread-safety: immutable.
 */
final class LimitKey {

    private final Template template;
    private final String only;

    private LimitKey(Template template, String only) {
        this.template = template;
        this.only = only;
    }

    static LimitKey of(Template template) {
        boolean bare = template.names().size() == 1 && template.toString().equals("{" + template.names().getFirst() + "}");
        return new LimitKey(template, bare ? template.names().getFirst() : "");
    }

    /** Returns the key; a variable without a value is the empty string. What the limit's own path captured hides other variables. */
    String render(Exchange exchange, Map<String, String> captures) {
        Template.Variables variables = exchange.variables();
        if (!only.isEmpty()) {
            String value = value(variables, captures, only);
            return value == null ? "" : value;
        }
        return template.render(captures.isEmpty() ? variables : name -> value(variables, captures, name));
    }

    private static @Nullable String value(Template.Variables variables, Map<String, String> captures, String name) {
        String captured = captures.get(name);
        return captured == null ? variables.value(name) : captured;
    }

    /** Returns whether clients may put into it what is secret, so that it must not stand in the grid as it is. */
    boolean mayBeSecret() {
        return template.names().stream()
                .anyMatch(name -> name.startsWith("header.") || name.startsWith("cookie.") || name.startsWith("query."));
    }
}
