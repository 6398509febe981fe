package io.gridgate.config.shape;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridgate.config.source.Tree;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Any value, read as the JSON it would be (YAML 1.2.2, 10.2).
 *
 * <p>Thread-safety: immutable.
 */
record JsonShape() implements Shape<String> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public @Nullable String read(Tree tree, String path, Reading reading) {
        return node(tree).toString();
    }

    private static JsonNode node(Tree tree) {
        return switch (tree) {
            case Tree.Scalar scalar -> scalar(scalar);
            case Tree.Sequence sequence -> {
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                sequence.items().forEach(item -> list.add(node(item)));
                yield list;
            }
            case Tree.Mapping mapping -> {
                ObjectNode map = JsonNodeFactory.instance.objectNode();
                mapping.entries().forEach(entry -> map.set(entry.key(), node(entry.value())));
                yield map;
            }
        };
    }

    private static JsonNode scalar(Tree.Scalar scalar) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (scalar.isNull()) {
            return nodes.nullNode();
        }
        if (scalar.plain() && (scalar.text().equals("true") || scalar.text().equals("false"))) {
            return nodes.booleanNode(scalar.text().equals("true"));
        }
        if (scalar.plain() && scalar.text().matches("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?")) {
            return nodes.numberNode(new BigDecimal(scalar.text()));
        }
        return nodes.textNode(scalar.text());
    }

    @Override
    public Object show(String value) {
        try {
            return JSON.readValue(value, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("value: not JSON (expected: what read gave)", e);
        }
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        return SchemaDefinitions.node();
    }

    @Override
    public String describe() {
        return "any value";
    }
}
