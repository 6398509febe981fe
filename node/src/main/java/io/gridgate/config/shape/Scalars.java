package io.gridgate.config.shape;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.gridgate.base.Nearest;
import io.gridgate.base.Secret;
import io.gridgate.base.Template;
import io.gridgate.config.value.Cidr;
import io.gridgate.config.value.HostPort;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The shapes of single values that both documents are described with, but for {@link Quantities}.
 *
 * <p>Thread-safety: stateless.
 */
public final class Scalars {

    private Scalars() {}

    /** Returns a text of at least one character. */
    public static ScalarShape<String> text() {
        return text("text");
    }

    /** Returns a text of at least one character, under this name. */
    public static ScalarShape<String> text(String name) {
        return ScalarShape.text(name, Scalars::notEmpty);
    }

    /** Returns any text, also none. */
    public static ScalarShape<String> anyText() {
        return ScalarShape.text("text", text -> text);
    }

    private static String notEmpty(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty (expected: a text)");
        }
        return text;
    }

    /** Returns a text that passes a test, which an error states as what is expected. */
    public static ScalarShape<String> text(String name, Predicate<String> test, String expected) {
        return ScalarShape.text(name, text -> {
            if (!test.test(text)) {
                throw new IllegalArgumentException("\"" + text + "\" (expected: " + expected + ")");
            }
            return text;
        });
    }

    /** Returns a text that is never shown; a reference that was kept is. */
    public static ScalarShape<Secret> secret() {
        return ScalarShape.textual("secret text", text -> Secret.of(notEmpty(text)),
                secret -> secret.reveal().matches("\\$\\{(ENV|FILE):[^}]*}") ? secret.reveal() : secret.toString());
    }

    /** Returns {@code true} or {@code false}; every other word is a text (YAML 1.2.2, 10.3.2). */
    public static ScalarShape<Boolean> bool() {
        return ScalarShape.typed("true or false", (text, plain) -> {
            boolean yes = text.equals("true") || text.equals("True") || text.equals("TRUE");
            boolean no = text.equals("false") || text.equals("False") || text.equals("FALSE");
            if (!plain || !(yes || no)) {
                throw new IllegalArgumentException("\"" + text + "\" (expected: true or false" + (plain ? "" : ", without quotes") + ")");
            }
            return yes;
        }, value -> value, node -> node.put("type", "boolean"));
    }

    /** Returns one of the constants of an enum, written in lower case. */
    public static <E extends Enum<E>> ScalarShape<E> oneOf(Class<E> type) {
        Map<String, E> byName = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            byName.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return oneOf(byName);
    }

    /** Returns one of some words. */
    public static ScalarShape<String> oneOf(List<String> words) {
        Map<String, String> same = new LinkedHashMap<>();
        words.forEach(word -> same.put(word, word));
        return oneOf(same);
    }

    /** Returns one of some words and the value that each stands for; the map's order is the order they are shown in. */
    public static <T> ScalarShape<T> oneOf(Map<String, T> byWord) {
        Map<String, T> words = new LinkedHashMap<>(byWord);
        String known = String.join(", ", words.keySet());
        Function<T, Object> show = value -> words.entrySet().stream().filter(e -> e.getValue().equals(value)).map(Map.Entry::getKey)
                .findFirst().orElseThrow();
        return ScalarShape.typed(words.size() == 1 ? known : "one of " + known, (text, plain) -> {
            T value = words.get(text);
            if (value == null) {
                String near = Nearest.hint(text, words.keySet());
                throw new IllegalArgumentException("\"" + text + "\"" + (near.isEmpty() ? " (expected: " + known + ")" : near));
            }
            return value;
        }, show, node -> {
            ArrayNode allowed = node.putArray("enum");
            words.keySet().forEach(allowed::add);
            words.keySet().stream().filter(word -> word.matches("[0-9]{1,9}")).mapToInt(Integer::parseInt).forEach(allowed::add);
            return node;
        });
    }

    /** Returns a template; its variables are noted and looked up once the document is read. */
    public static Shape<Template> template() {
        return ScalarShape.textual("template", text -> Template.parse(notEmpty(text)), Template::toString)
                .then((template, path, reading) -> reading.template(template, path));
    }

    /** Returns {@code host:port}. */
    public static ScalarShape<HostPort> hostPort() {
        return ScalarShape.typed("host:port", (text, plain) -> HostPort.parse(text), HostPort::toString,
                node -> node.put("type", "string"));
    }

    /** Returns a network in CIDR notation, or one address. */
    public static ScalarShape<Cidr> cidr() {
        return ScalarShape.typed("network", (text, plain) -> Cidr.parse(text), Cidr::toString, node -> node.put("type", "string"));
    }

    /** Returns an absolute path on each node. */
    public static ScalarShape<Path> absolutePath() {
        return ScalarShape.textual("absolute path", text -> {
            Path path = Path.of(notEmpty(text));
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("\"" + text + "\" (expected: an absolute path)");
            }
            return path;
        }, Path::toString);
    }

    /** Returns a path, one that is not absolute counting from the node's working directory. */
    public static ScalarShape<Path> path() {
        return ScalarShape.textual("path", text -> Path.of(notEmpty(text)), Path::toString);
    }

    /** Returns a name that an operator gives: letters, digits, {@code . _ -}, at most 128. */
    public static ScalarShape<String> name() {
        return text("name", text -> text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}"),
                "a name of letters, digits, \".\", \"_\", \"-\", at most 128");
    }
}
