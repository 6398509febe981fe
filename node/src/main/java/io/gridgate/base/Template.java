package io.gridgate.base;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text with variables in braces, {@code user:{claim.sub}}, split once when the document is compiled.
 *
 * <p>Thread-safety: immutable.
 */
public final class Template {

    /** What a template's variables stand for in one exchange. */
    @FunctionalInterface
    public interface Variables {

        /** Returns the value of the variable, or null when it has none (which renders as the empty string). */
        @Nullable
        String value(String name);
    }

    private final String source;
    private final List<String> literals;
    private final List<String> names;

    private Template(String source, List<String> literals, List<String> names) {
        this.source = source;
        this.literals = List.copyOf(literals);
        this.names = List.copyOf(names);
    }

    /**
     * Returns the template of that text. {@code {{} and {@code }}} are not escapes: a brace is always a variable's.
     *
     * @throws IllegalArgumentException on an unclosed, empty, nested or stray brace
     */
    public static Template parse(String text) {
        List<String> literals = new ArrayList<>(2);
        List<String> names = new ArrayList<>(0);
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            String name = close < 0 ? "" : text.substring(open + 1, close).strip();
            if (name.isEmpty() || name.indexOf('{') >= 0 || text.substring(from, open).indexOf('}') >= 0) {
                throw new IllegalArgumentException("\"" + text + "\" has an unbalanced or empty {} at position " + (open + 1));
            }
            literals.add(text.substring(from, open));
            names.add(name);
            from = close + 1;
        }
        if (text.indexOf('}', from) >= 0) {
            throw new IllegalArgumentException("\"" + text + "\" has a } without a {");
        }
        literals.add(text.substring(from));
        return new Template(text, literals, names);
    }

    /** Returns the names of its variables, in order, with repetitions. */
    public List<String> names() {
        return names;
    }

    /** Returns whether the text has no variable at all. */
    public boolean isConstant() {
        return names.isEmpty();
    }

    /** Returns the text with each variable replaced by its value. */
    public String render(Variables variables) {
        if (names.isEmpty()) {
            return source;
        }
        StringBuilder out = new StringBuilder(source.length() + 16);
        for (int i = 0; i < names.size(); i++) {
            String value = variables.value(names.get(i));
            out.append(literals.get(i)).append(value == null ? "" : value);
        }
        return out.append(literals.getLast()).toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Template template && template.source.equals(source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    /** Returns the text as it was written. */
    @Override
    public String toString() {
        return source;
    }
}
