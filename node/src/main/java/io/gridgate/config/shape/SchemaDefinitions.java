package io.gridgate.config.shape;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
