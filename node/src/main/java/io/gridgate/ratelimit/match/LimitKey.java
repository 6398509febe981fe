package io.gridgate.ratelimit.match;

import io.gridgate.base.Template;
import io.gridgate.exchange.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a limit counts by: its key's template, rendered for an exchange.
 *
 * <p>Thread-safety: immutable.
 */
public final class LimitKey {

    private static final int PLAIN_MAX = 128;

    private final Template template;
    private final String only;
    private final boolean mayBeSecret;

    private LimitKey(Template template, String only, boolean mayBeSecret) {
        this.template = template;
        this.only = only;
        this.mayBeSecret = mayBeSecret;
    }

    /** Returns the key of that template. */
    public static LimitKey of(Template template) {
        boolean bare = template.names().size() == 1 && template.toString().equals("{" + template.names().getFirst() + "}");
        return new LimitKey(template, bare ? template.names().getFirst() : "", mayBeSecret(template));
    }

    /** Returns whether it is the same for every exchange, its text. */
    public boolean isConstant() {
        return template.isConstant();
    }

    /** Returns the key; a variable without a value is the empty string. What the limit's own path captured hides other variables. */
    public String render(Exchange exchange, Map<String, String> captures) {
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

    /** Returns the name of a rendered key in the grid: a long one, and one that clients may have put a secret into, is known by its digest. */
    public String stored(String rendered) {
        return mayBeSecret || rendered.length() > PLAIN_MAX ? digest(rendered) : rendered;
    }

    private static boolean mayBeSecret(Template template) {
        return template.names().stream()
                .anyMatch(name -> name.startsWith("header.") || name.startsWith("cookie.") || name.startsWith("query."));
    }

    /** Returns the template's text. */
    @Override
    public String toString() {
        return template.toString();
    }

    private static String digest(String key) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "#" + Base64.getUrlEncoder().withoutPadding().encodeToString(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
