package io.gridgate.config.shape;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.gridgate.base.ByteSize;
import io.gridgate.base.DurationText;
import io.gridgate.base.Nearest;
import io.gridgate.base.Secret;
import io.gridgate.base.Template;
import io.gridgate.config.source.Tree;
import io.gridgate.config.value.Cidr;
import io.gridgate.config.value.HostPort;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The shapes that both documents are described with.
 *
 * <p>Thread-safety: stateless.
 */
public final class Shapes {

    private static final Duration DURATION_MAX = Duration.ofDays(366);

    private Shapes() {}

    /** Returns a text of at least one character. */
    public static ScalarShape<String> text() {
        return text("text");
    }

    /** Returns a text of at least one character, under this name. */
    public static ScalarShape<String> text(String name) {
        return ScalarShape.text(name, Shapes::notEmpty);
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

    /** Returns a whole number of a range, both ends in it. */
    public static ScalarShape<Integer> integer(int least, int most) {
        return ScalarShape.typed("number " + least + "-" + most, (text, plain) -> (int) number(text, plain, least, most),
                value -> value, node -> node.put("type", "integer").put("minimum", least).put("maximum", most));
    }

    /** Returns a whole number of a range, both ends in it. */
    public static ScalarShape<Long> longInteger(long least, long most) {
        return ScalarShape.typed("number " + least + "-" + most, (text, plain) -> number(text, plain, least, most),
                value -> value, node -> node.put("type", "integer").put("minimum", least).put("maximum", most));
    }

    private static long number(String text, boolean plain, long least, long most) {
        boolean digits = plain && text.matches("[-+]?[0-9]{1,18}");
        long value = digits ? Long.parseLong(text) : 0;
        if (!digits || value < least || value > most) {
            throw new IllegalArgumentException((plain ? text : "\"" + text + "\"") + " (expected: a whole number " + least + "-" + most
                    + (plain ? "" : ", without quotes") + ")");
        }
        return value;
    }

    /** Returns a TCP port. */
    public static ScalarShape<Integer> port() {
        return integer(1, 65_535);
    }

    /** Returns a TCP port, or 0 for any free one. */
    public static ScalarShape<Integer> listenPort() {
        return integer(0, 65_535);
    }

    /** Returns a duration above zero that bears its unit. */
    public static ScalarShape<Duration> duration() {
        return duration(null, Duration.ofMillis(1));
    }

    /** Returns a duration, zero included, that bears its unit. */
    public static ScalarShape<Duration> durationOrZero() {
        return duration(null, Duration.ZERO);
    }

    /** Returns a duration above zero; a bare number counts in the given unit. */
    public static ScalarShape<Duration> duration(@Nullable Duration bareUnit, Duration least) {
        String name = "duration" + (bareUnit == null ? "" : bareUnit.equals(Duration.ofSeconds(1)) ? " or seconds" : " or milliseconds");
        return ScalarShape.typed(name, (text, plain) -> {
            boolean bare = bareUnit != null && text.matches("[0-9]{1,12}");
            Duration duration = bare && bareUnit != null ? bareUnit.multipliedBy(Long.parseLong(text)) : DurationText.parse(text);
            if (duration.compareTo(least) < 0 || duration.compareTo(DURATION_MAX) > 0) {
                throw new IllegalArgumentException(text + " (expected: " + (least.isZero() ? "0s" : "1ms") + " to 366 days)");
            }
            return duration;
        }, DurationText::format, node -> {
            node.putArray("type").add("string").add("integer");
            return node;
        });
    }

    /** Returns a number of octets of a range. */
    public static ScalarShape<Long> size(long least, long most) {
        return ScalarShape.typed("size", (text, plain) -> {
            long bytes = ByteSize.parse(text);
            if (bytes < least || bytes > most) {
                throw new IllegalArgumentException(text + " (expected: " + ByteSize.format(least) + " to " + ByteSize.format(most) + ")");
            }
            return bytes;
        }, ByteSize::format, node -> {
            node.putArray("type").add("string").add("integer");
            return node;
        });
    }

    /** Returns a share, written as a percentage: {@code 20%}, {@code 0.5%}; 0.0 to 1.0 once read. */
    public static ScalarShape<Double> percent() {
        return ScalarShape.typed("percentage", (text, plain) -> {
            if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,6})? ?%")) {
                throw new IllegalArgumentException("\"" + text + "\" is not a percentage (expected: 0% to 100%)");
            }
            return share(text.substring(0, text.length() - 1).strip());
        }, value -> percentText(value) + "%", node -> node.put("type", "string"));
    }

    /** Returns a share, written as a number of percent with or without its sign: {@code 5}, {@code 5%}; 0.0 to 1.0 once read. */
    public static ScalarShape<Double> percentNumber() {
        return ScalarShape.typed("percentage", (text, plain) -> {
            if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,6})? ?%?")) {
                throw new IllegalArgumentException("\"" + text + "\" is not a percentage (expected: 0 to 100)");
            }
            return share(text.endsWith("%") ? text.substring(0, text.length() - 1).strip() : text);
        }, value -> percentText(value) + "%", node -> {
            node.putArray("type").add("string").add("number");
            return node;
        });
    }

    private static double share(String percent) {
        BigDecimal value = new BigDecimal(percent);
        if (value.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw new IllegalArgumentException(percent + "% (expected: 0% to 100%)");
        }
        return value.movePointLeft(2).doubleValue();
    }

    private static String percentText(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
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

    /** Returns a list. */
    public static <T> Shape<List<T>> list(Shape<T> item) {
        return new ListShape<>(item, 0, false, false);
    }

    /** Returns a list of at least one item. */
    public static <T> Shape<List<T>> someOf(Shape<T> item) {
        return new ListShape<>(item, 1, false, false);
    }

    /** Returns a list without the same item twice. */
    public static <T> Shape<List<T>> distinct(Shape<T> item) {
        return new ListShape<>(item, 0, false, true);
    }

    /** Returns a list of at least one item, a single one of which may stand without brackets. */
    public static <T> Shape<List<T>> oneOrMore(Shape<T> item) {
        return new ListShape<>(item, 1, true, true);
    }

    /** Returns a map of names that the operator chooses. */
    public static <T> Shape<Map<String, T>> named(String placeholder, ScalarShape<String> name, Shape<T> value) {
        return new NamedShape<>(null, placeholder, name, value);
    }

    /** Returns a map of names, each of which defines something of a kind that other keys name. */
    public static <T> Shape<Map<String, T>> defining(String kind, String placeholder, ScalarShape<String> name, Shape<T> value) {
        return new NamedShape<>(kind, placeholder, name, value);
    }

    /** Returns a set: a list whose order does not count. */
    public static <T extends Comparable<T>> Shape<Set<T>> set(Shape<T> item, int least) {
        return map(new ListShape<>(item, least, false, true), LinkedHashSet::new, set -> set.stream().sorted().toList());
    }

    /** Returns any value, as JSON text. */
    public static Shape<String> json() {
        return new JsonShape();
    }

    /** Returns the name of something that the document defines; looked up once all of it is read. */
    public static Shape<String> use(String kind) {
        return text("name of a " + kind).then((name, path, reading) -> reading.use(kind, name, path));
    }

    /** Returns a value with a short form, a text, and a long form. */
    public static <T> Shape<T> forms(Shape<T> brief, Shape<T> full, Predicate<T> showShort) {
        return new FormsShape<>(Tree.Scalar.class, brief, full, showShort);
    }

    /** Returns a value that is a list, or a map with more keys. */
    public static <T> Shape<T> listOrMap(Shape<T> list, Shape<T> map, Predicate<T> showList) {
        return new FormsShape<>(Tree.Sequence.class, list, map, showList);
    }

    /** Returns a shape whose values are another's, converted. */
    public static <A, B> Shape<B> map(Shape<A> shape, Function<A, B> to, Function<B, A> from) {
        return new ConvertedShape<>(shape, to, from);
    }
}
