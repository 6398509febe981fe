package io.gridgate.config.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.config.source.Tree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shape with one more check.
 *
 * <p>Thread-safety: immutable.
 */
record CheckedShape<T>(Shape<T> shape, Check<T> check) implements Shape<T> {

    @Override
    public @Nullable T read(Tree tree, String path, Reading reading) {
        T value = shape.read(tree, path, reading);
        if (value != null) {
            check.check(value, path, reading);
        }
        return value;
    }

    @Override
    public Object show(T value) {
        return shape.show(value);
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
