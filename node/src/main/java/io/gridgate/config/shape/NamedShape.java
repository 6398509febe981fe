package io.gridgate.config.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.config.source.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map whose keys the operator chooses, to values of one shape.
 *
 * <p>Thread-safety: immutable.
 *
 * @param kind what each key defines, for the names that are looked up later; null: nothing
 * @param placeholder what the reference writes for a key
 * @param name what a key may be
 */
record NamedShape<T>(@Nullable String kind, String placeholder, ScalarShape<String> name, Shape<T> value) implements Shape<Map<String, T>> {

    @Override
    public @Nullable Map<String, T> read(Tree tree, String path, Reading reading) {
        if (!(tree instanceof Tree.Mapping mapping)) {
            reading.error(path, tree.mark(), tree.kind() + " (expected: " + describe() + ")");
            return null;
        }
        Map<String, T> values = new LinkedHashMap<>();
        for (Tree.Entry entry : mapping.entries()) {
            String below = Reading.child(path, entry.key());
            reading.mark(below, entry);
            String key = name.readKey(entry, below, reading);
            if (kind != null) {
                reading.define(kind, entry.key(), below);
            }
            T item = value.read(entry.value(), below, reading);
            if (key != null && item != null && values.put(key, item) != null) {
                reading.error(below, "\"" + entry.key() + "\" stands here twice");
            }
        }
        return values;
    }

    @Override
    public Object show(Map<String, T> values) {
        Map<String, Object> shown = new LinkedHashMap<>();
        values.forEach((key, item) -> shown.put(key, value.show(item)));
        return shown;
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        ObjectNode map = SchemaDefinitions.type("object");
        map.set("additionalProperties", value.schema(definitions));
        return map;
    }

    @Override
    public String describe() {
        return "map of " + placeholder + " to " + value.describe();
    }

    @Override
    public List<Nested> nested() {
        return value.nested().stream().map(n -> new Nested("." + placeholder + n.suffix(), n.shape())).toList();
    }
}
