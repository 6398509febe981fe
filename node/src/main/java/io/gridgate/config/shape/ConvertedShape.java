package io.gridgate.config.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.config.source.Tree;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A shape whose values are another's, converted.
 *
 * <p>Thread-safety: immutable.
 */
record ConvertedShape<A, B>(Shape<A> shape, Function<A, B> to, Function<B, A> from) implements Shape<B> {

    @Override
    public @Nullable B read(Tree tree, String path, Reading reading) {
        A value = shape.read(tree, path, reading);
        if (value == null) {
            return null;
        }
        try {
            return to.apply(value);
        } catch (IllegalArgumentException e) {
            reading.error(path, String.valueOf(e.getMessage()));
            return null;
        }
    }

    @Override
    public Object show(B value) {
        return shape.show(from.apply(value));
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        return shape.schema(definitions);
    }

    @Override
    public String describe() {
        return shape.describe();
    }

    @Override
    public List<Nested> nested() {
        return shape.nested();
    }
}
