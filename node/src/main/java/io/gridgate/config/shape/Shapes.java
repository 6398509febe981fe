package io.gridgate.config.shape;

import io.gridgate.config.source.Tree;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The shapes that both documents are described with, made of others: lists, maps, sets, short and long forms.
 *
 * <p>Thread-safety: stateless.
 */
public final class Shapes {

    private Shapes() {}

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
        return Scalars.text("name of a " + kind).then((name, path, reading) -> reading.use(kind, name, path));
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
