package io.gridgate.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.io.IOException;

/**
 * The API's JSON: trees in, answers out.
 *
 * <p>Thread-safety: stateless.
 */
final class Json {

    static final String TYPE = "application/json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** Returns an empty object. */
    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns the answer of that status with the tree as its body. */
    static Response answer(int status, JsonNode tree) {
        return new Response(status, Headers.of(HeaderNames.CONTENT_TYPE, TYPE), Body.of(bytes(tree)));
    }

    /** Returns the tree of that text. */
    static JsonNode parse(byte[] text) throws IOException {
        return MAPPER.readTree(text);
    }

    /** Returns the body of an error that Gridgate answers itself. */
    static byte[] error(String code, String message, String correlationId) {
        ObjectNode error = object().put("code", code).put("message", message);
        error.set("details", object());
        error.put("correlation_id", correlationId);
        return bytes(object().set("error", error));
    }

    private static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written as JSON", e);
        }
    }
}
