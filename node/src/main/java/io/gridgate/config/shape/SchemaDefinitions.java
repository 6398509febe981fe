package io.gridgate.config.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The named definitions of a JSON Schema (draft 2020-12) while it is written.
 *
 * <p>Thread-safety: confined to one writer.
 */
public final class SchemaDefinitions {

    private final Map<String, ObjectNode> byName = new TreeMap<>();

    /** Returns an empty object node. */
    public static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns a schema that allows this type. */
    public static ObjectNode type(String type) {
        return node().put("type", type);
    }

    /** Returns the schema of a text, which may be written without quotes whatever it looks like. */
    static ObjectNode text() {
        ObjectNode text = node();
        text.putArray("type").add("string").add("number").add("boolean");
        return text;
    }

    /** Returns a schema that allows what the given one does, and nothing: a key without a value is as good as absent. */
    static ObjectNode orNothing(ObjectNode schema) {
        JsonNode type = schema.get("type");
        if (schema.get("anyOf") instanceof ArrayNode either && schema.size() == 1) {
            either.add(type("null"));
            return schema;
        }
        if (type != null && !schema.has("enum")) {
            ArrayNode types = schema.putArray("type");
            (type.isArray() ? type : List.of(type)).forEach(types::add);
            types.add("null");
            return schema;
        }
        ObjectNode either = node();
        either.putArray("anyOf").add(schema).add(type("null"));
        return either;
    }

    /** Returns a schema that allows what the given one does, and a reference to an environment variable or a file. */
    public ObjectNode orReference(ObjectNode schema) {
        ObjectNode either = node();
        either.putArray("anyOf").add(schema).add(ref("reference",
                () -> type("string").put("pattern", "\\$\\{(ENV|FILE):[^}]+\\}").put("description", "filled in on each node")));
        return either;
    }

    /** Returns a reference to the definition of that name, which is made if it is not there yet. */
    public ObjectNode ref(String name, Supplier<ObjectNode> definition) {
        if (!byName.containsKey(name)) {
            byName.put(name, node());
            byName.put(name, definition.get());
        }
        return node().put("$ref", "#/$defs/" + name);
    }

    /** Returns the definitions by name. */
    Map<String, ObjectNode> byName() {
        return byName;
    }
}
