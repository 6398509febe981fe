package io.gridgate.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A tree as YAML 1.2 in block style; a text that could be read as anything else is quoted as JSON quotes it.
 *
 * <p>Thread-safety: stateless.
 */
final class YamlText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/_][A-Za-z0-9_./@+-]*(:[A-Za-z0-9_./@+-]+)*( [A-Za-z0-9_./@+(),;-]+)*");
    private static final Pattern WORD_WITH_A_MEANING = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

    private YamlText() {}

    /** Returns the tree as a document that ends with a line break. */
    static String of(JsonNode tree) {
        StringBuilder out = new StringBuilder();
        write(tree, 0, out);
        return out.toString();
    }

    private static void write(JsonNode tree, int indent, StringBuilder out) {
        if (tree.isObject() && !tree.isEmpty()) {
            boolean first = true;
            for (Map.Entry<String, JsonNode> entry : tree.properties()) {
                out.append(first ? "" : " ".repeat(indent)).append(text(entry.getKey())).append(':');
                first = false;
                writeValue(entry.getValue(), indent + 2, out);
            }
        } else if (tree.isArray() && !tree.isEmpty()) {
            boolean first = true;
            for (JsonNode item : tree) {
                out.append(first ? "" : " ".repeat(indent)).append("- ");
                first = false;
                write(item, indent + 2, out);
            }
        } else {
            out.append(scalar(tree)).append('\n');
        }
    }

    private static void writeValue(JsonNode value, int indent, StringBuilder out) {
        if (value.isContainerNode() && !value.isEmpty()) {
            out.append('\n').append(" ".repeat(indent));
        } else {
            out.append(' ');
        }
        write(value, indent, out);
    }

    private static String scalar(JsonNode value) {
        if (value.isTextual()) {
            return text(value.textValue());
        }
        return value.isObject() ? "{}" : value.isArray() ? "[]" : value.asText();
    }

    private static String text(String text) {
        return PLAIN.matcher(text).matches() && !WORD_WITH_A_MEANING.matcher(text).matches() ? text
                : JsonNodeFactory.instance.textNode(text).toString();
    }
}
