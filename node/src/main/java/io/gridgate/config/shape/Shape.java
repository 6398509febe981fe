package io.gridgate.config.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.config.source.Tree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one value of a document may be: how it is read and checked, how it is shown, and how the schema and the reference describe it.
 *
 * <p>Thread-safety: implementations are immutable.
 *
 * @param <T> what the value is once it is read
 */
public interface Shape<T> {

    /** Returns the value; null after a problem was added to the reading. */
    @Nullable
    T read(Tree tree, String path, Reading reading);

    /** Returns the one canonical form of the value, made of maps, lists, texts, numbers and truth values; defaults are left out. */
    Object show(T value);

    /** Returns the JSON Schema of the value; what has a name is added to the definitions and referred to. */
    ObjectNode schema(SchemaDefinitions definitions);

    /** Returns what the reference calls the value, such as {@code duration} or {@code list of host:port}. */
    String describe();

    /** Returns the keyed shapes in this one with their paths below it, for the reference: {@code ""}, {@code "[]"}, {@code ".NAME"}. */
    default List<Nested> nested() {
        return List.of();
    }

    /** Returns this shape with one more check after reading. */
    default Shape<T> then(Check<T> check) {
        return new CheckedShape<>(this, check);
    }

    /** A keyed shape and where it stands below another. */
    record Nested(String suffix, MapShape<?> shape) {}

    /** Looks at a value that was read, and adds problems. */
    @FunctionalInterface
    interface Check<T> {
        void check(T value, String path, Reading reading);
    }
}
