package io.gridgate.config.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.config.source.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list of values of one shape.
 *
 * <p>Thread-safety: immutable.
 *
 * @param least the fewest items
 * @param oneWithoutBrackets whether a single value may stand for a list of it
 * @param distinct whether the same item twice is an error
 */
record ListShape<T>(Shape<T> item, int least, boolean oneWithoutBrackets, boolean distinct) implements Shape<List<T>> {

    @Override
    public @Nullable List<T> read(Tree tree, String path, Reading reading) {
        if (!(tree instanceof Tree.Sequence sequence)) {
            if (oneWithoutBrackets && tree instanceof Tree.Scalar) {
                T only = item.read(tree, path, reading);
                return only == null ? null : List.of(only);
            }
            reading.error(path, tree.mark(), tree.kind() + " (expected: " + describe() + ")");
            return null;
        }
        List<T> values = new ArrayList<>(sequence.items().size());
        Set<T> known = new HashSet<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            T value = read(sequence.items().get(i), path + "[" + i + "]", known, reading);
            if (value != null) {
                values.add(value);
            }
        }
        if (sequence.items().size() < least) {
            reading.error(path, tree.mark(), "an empty list (expected: at least " + least + ")");
            return null;
        }
        return values;
    }

    private @Nullable T read(Tree tree, String path, Set<T> known, Reading reading) {
        reading.mark(path, tree.mark());
        T value = item.read(tree, path, reading);
        if (value != null && distinct && !known.add(value)) {
            reading.error(path, item.show(value) + " stands in the list twice");
        }
        return value;
    }

    @Override
    public Object show(List<T> values) {
        return values.stream().map(item::show).toList();
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        ObjectNode list = SchemaDefinitions.type("array");
        list.set("items", item.schema(definitions));
        if (least > 0) {
            list.put("minItems", least);
        }
        if (distinct) {
            list.put("uniqueItems", true);
        }
        if (!oneWithoutBrackets) {
            return list;
        }
        ObjectNode either = SchemaDefinitions.node();
        either.putArray("anyOf").add(item.schema(definitions)).add(list);
        return either;
    }

    @Override
    public String describe() {
        return (oneWithoutBrackets ? item.describe() + ", or a " : "") + "list of " + item.describe();
    }

    @Override
    public List<Nested> nested() {
        return item.nested().stream().map(n -> new Nested("[]" + n.suffix(), n.shape())).toList();
    }
}
