package io.gridgate.config.route;

/**
 * What a route wants of a header field or of a query parameter.
 *
 * <p>Thread-safety: immutable.
 */
public sealed interface Condition {
    /** One of its values is this text. */
    record Equals(String value) implements Condition {}

    /** It is there, or, with {@code false}, it is not. */
    record Present(boolean present) implements Condition {}

    /** One of its values matches this regular expression as a whole (RE2 syntax). */
    record Matches(String regex) implements Condition {}
}
