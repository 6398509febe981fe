package io.gridgate.config.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the description of a whole document gives beside reading it: its JSON Schema, its reference, its keys.
 *
 * <p>Thread-safety: stateless.
 */
public final class Document {

    /** One key of a document. */
    public record Row(String path, String value, String fallback, String meaning, boolean notYet) {}

    /** One key whose value is no map: what an environment variable can set. */
    public record Leaf(String path, boolean list) {}

    private static final int DEPTH_MAX = 12;

    private Document() {}

    /** Returns the JSON Schema (draft 2020-12) of a document. */
    public static ObjectNode schema(MapShape<?> shape, String title) {
        SchemaDefinitions definitions = new SchemaDefinitions();
        ObjectNode root = SchemaDefinitions.node().put("$schema", "https://json-schema.org/draft/2020-12/schema").put("title", title);
        root.setAll(shape.definition(definitions));
        ObjectNode defs = root.putObject("$defs");
        definitions.byName().forEach(defs::set);
        return root;
    }

    /** Returns every key of a document, each with its path, in the order of the description. */
    public static List<Row> rows(MapShape<?> shape) {
        List<Row> rows = new ArrayList<>();
        addRows(shape, "", 0, rows);
        return rows;
    }

    /** Returns every key of a document that is reached through maps alone and whose value is no map. */
    public static List<Leaf> leaves(MapShape<?> shape) {
        List<Leaf> leaves = new ArrayList<>();
        addLeaves(shape, "", leaves);
        return leaves;
    }

    private static void addLeaves(MapShape<?> shape, String path, List<Leaf> leaves) {
        for (Key<?, ?> key : shape.keys().values()) {
            String below = Reading.child(path, key.name());
            List<Shape.Nested> maps = key.shape().nested().stream().filter(nested -> nested.suffix().isEmpty()).toList();
            maps.forEach(map -> addLeaves(map.shape(), below, leaves));
            if (maps.isEmpty()) {
                leaves.add(new Leaf(below, key.shape().describe().startsWith("list of")));
            }
        }
    }

    private static void addRows(MapShape<?> shape, String path, int depth, List<Row> rows) {
        if (depth > DEPTH_MAX) {
            throw new IllegalStateException("depth: " + depth + " at " + path + " (expected: at most " + DEPTH_MAX + ")");
        }
        for (Key<?, ?> key : shape.keys().values()) {
            String below = Reading.child(path, key.name());
            rows.add(row(key, below));
            for (Shape.Nested nested : key.shape().nested()) {
                addRows(nested.shape(), below + nested.suffix(), depth + 1, rows);
            }
        }
    }

    private static <T> Row row(Key<?, T> key, String path) {
        T fallback = key.fallback();
        Object shown = fallback == null ? null : key.shape().show(fallback);
        String text = key.isRequired() ? "required" : text(shown);
        return new Row(path, key.shape().describe(), text, key.meaning(), !key.gates().isEmpty());
    }

    private static String text(@Nullable Object shown) {
        if (shown instanceof List<?> list) {
            return list.isEmpty() ? "" : "[" + String.join(", ", list.stream().map(String::valueOf).toList()) + "]";
        }
        return shown == null || shown instanceof Map<?, ?> ? "" : shown.toString();
    }
}
