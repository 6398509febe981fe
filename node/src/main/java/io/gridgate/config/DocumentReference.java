package io.gridgate.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.config.keys.GatewayKeys;
import io.gridgate.config.keys.NodeKeys;
import io.gridgate.config.shape.Document;
import java.util.List;

/**
 * What is generated from the description of the keys: the JSON Schemas for editors, and the reference for people.
 *
 * <p>Thread-safety: stateless.
 */
public final class DocumentReference {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private DocumentReference() {}

    /** Returns the JSON Schema (draft 2020-12) of the gateway document. */
    public static String gatewaySchema() {
        return text(Document.schema(GatewayKeys.GATEWAY, "Gridgate gateway document"));
    }

    /** Returns the JSON Schema (draft 2020-12) of the node document. */
    public static String nodeSchema() {
        return text(Document.schema(NodeKeys.NODE, "Gridgate node document"));
    }

    private static String text(ObjectNode schema) {
        try {
            return JSON.writeValueAsString(schema).replace("\r\n", "\n") + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("schema: not JSON (expected: a tree of JSON nodes)", e);
        }
    }

    /** Returns the reference of all keys of both documents in Markdown. */
    public static String markdown() {
        return """
                # Reference of keys

                Generated from the description that documents are read and checked with; `NAME`, `PATH` and `METHOD` stand for what an operator
                chooses, `[]` for an item of a list. A key that is marked *not yet* is read and checked, and a value that asks for its feature is
                refused.

                Durations are a number and a unit: `300ms`, `30s`, `5m`, `1h`, `1 day`. Sizes are a number of bytes, or one with `KB`, `KiB`, `MB`,
                `MiB`, `GB`, `GiB`. `${ENV:NAME}` and `${FILE:/absolute/path}` in a value are filled in on each node when it loads the document;
                one newline at a file's end is dropped.

                Variables of templates: `{name}` (captured by the path), `{client_ip}`, `{user}`, `{api_key}`, `{plan}`, `{endpoint}`, `{method}`,
                `{host}`, `{path}`, `{query.X}`, `{header.X}`, `{cookie.X}`, `{claim.X}`, `{correlation_id}`.

                ## The gateway document

                One for the whole cluster, a file or a directory of `.yaml`, `.yml` and `.json` files. In a directory, maps at the top level
                (`services`, `caching`) are merged key by key and lists (`routes`, `tests`) joined in the order of the files' names; the same key in
                two files is an error. A map with `instances` or `discovery` at the top level is a service.

                A name that the document does not define is an error. One exception lets a document of routes alone stand: where it defines no
                service at all, naming one is a warning, and such a route answers `503 NO_INSTANCES`.

                """ + table(Document.rows(GatewayKeys.GATEWAY)) + """

                ## The node document

                One per machine; every key may be absent. Each can be set by an environment variable too, `GRIDGATE_` and the path in capitals
                (`GRIDGATE_LISTENERS_HTTP_PORT`), lists separated by commas; the variable wins. `./gridgate validate --node FILE` checks all of it.

                """ + table(Document.rows(NodeKeys.NODE));
    }

    private static String table(List<Document.Row> rows) {
        StringBuilder table = new StringBuilder("| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
        for (Document.Row row : rows) {
            table.append("| `").append(row.path()).append("` | ").append(cell(row.value())).append(" | ").append(code(row.fallback()))
                    .append(" | ")
                    .append(cell(row.meaning())).append(row.notYet() ? " *(not yet)*" : "").append(" |\n");
        }
        return table.toString();
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : text.equals("required") ? "*required*" : "`" + cell(text) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
