package io.gridgate.config.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.config.source.Tree;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A value that is written as one text or number.
 *
 * <p>Thread-safety: immutable.
 *
 * @param <T> what the value is once it is read
 */
public final class ScalarShape<T> implements Shape<T> {

    /** Turns what is written into a value. */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * Returns the value.
         *
         * @param plain whether the text stands without quotes
         * @throws IllegalArgumentException with a message for the operator
         */
        T parse(String text, boolean plain);
    }

    private final String name;
    private final boolean textual;
    private final @Nullable Function<String, T> unchecked;
    private final Parser<T> parser;
    private final Function<T, Object> show;
    private final UnaryOperator<ObjectNode> schema;

    private ScalarShape(String name, boolean textual, @Nullable Function<String, T> unchecked, Parser<T> parser, Function<T, Object> show,
            UnaryOperator<ObjectNode> schema) {
        this.name = name;
        this.textual = textual;
        this.unchecked = unchecked;
        this.parser = parser;
        this.show = show;
        this.schema = schema;
    }

    /** Returns a shape whose values are plain texts, so that a reference may stay in one, whatever the parser asks of it. */
    public static ScalarShape<String> text(String name, UnaryOperator<String> parser) {
        return new ScalarShape<>(name, true, text -> text, (text, plain) -> parser.apply(text), text -> text,
                node -> SchemaDefinitions.text());
    }

    /** Returns a shape whose values are made of texts, so that a reference in one may stay as it is written. */
    public static <T> ScalarShape<T> textual(String name, Function<String, T> parser, Function<T, Object> show) {
        return new ScalarShape<>(name, true, null, (text, plain) -> parser.apply(text), show, node -> SchemaDefinitions.text());
    }

    /** Returns a shape whose values are something else than a text. */
    public static <T> ScalarShape<T> typed(String name, Parser<T> parser, Function<T, Object> show, UnaryOperator<ObjectNode> schema) {
        return new ScalarShape<>(name, false, null, parser, show, schema);
    }

    @Override
    public @Nullable T read(Tree tree, String path, Reading reading) {
        if (!(tree instanceof Tree.Scalar scalar) || scalar.isNull()) {
            reading.error(path, tree.mark(), tree.kind() + " (expected: " + name + ")");
            return null;
        }
        String text = reading.resolve(scalar, path, textual);
        if (text == null) {
            return null;
        }
        try {
            return parser.parse(text, scalar.plain() || !text.equals(scalar.text()));
        } catch (IllegalArgumentException | ArithmeticException e) {
            if (reading.keepsReferences() && text.contains("${")) {
                if (unchecked == null) {
                    reading.unknown(path);
                }
                return unchecked == null ? null : unchecked.apply(text);
            }
            boolean secret = !text.equals(scalar.text());
            reading.error(path, tree.mark(), secret ? "what " + scalar.text() + " stands for does not fit (expected: " + name + ")"
                    : String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Returns the value of a key, in which a reference is nothing but letters; null after a problem was added to the reading. */
    @Nullable
    T readKey(Tree.Entry entry, String path, Reading reading) {
        try {
            return parser.parse(entry.key(), false);
        } catch (IllegalArgumentException e) {
            reading.error(path, entry.mark(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    @Override
    public Object show(T value) {
        return show.apply(value);
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        ObjectNode own = schema.apply(SchemaDefinitions.node());
        return textual ? own : definitions.orReference(own);
    }

    @Override
    public String describe() {
        return name;
    }
}
