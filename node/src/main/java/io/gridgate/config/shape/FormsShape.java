package io.gridgate.config.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.config.source.Tree;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A value with a short form and a long form, told apart by what kind of node they are.
 *
 * <p>Thread-safety: immutable.
 *
 * @param briefForm the kind of node that is read in the short form
 * @param showShort which values are shown in the short form
 */
record FormsShape<T>(Class<? extends Tree> briefForm, Shape<T> brief, Shape<T> full, Predicate<T> showShort) implements Shape<T> {

    @Override
    public @Nullable T read(Tree tree, String path, Reading reading) {
        return (briefForm.isInstance(tree) ? brief : full).read(tree, path, reading);
    }

    @Override
    public Object show(T value) {
        return showShort.test(value) ? brief.show(value) : full.show(value);
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        ObjectNode either = SchemaDefinitions.node();
        either.putArray("anyOf").add(brief.schema(definitions)).add(full.schema(definitions));
        return either;
    }

    @Override
    public String describe() {
        return brief.describe() + ", or " + full.describe();
    }

    @Override
    public List<Nested> nested() {
        List<Nested> below = full.nested();
        return below.isEmpty() ? brief.nested() : below;
    }
}
