package io.gridgate.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridgate.cli.output.CommandFailure;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a node answered.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node the URL that was asked, for messages
 * @param etag the value of {@code ETag}, or null
 */
public record Answer(String node, int status, @Nullable String etag, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns whether the status is 2xx. */
    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /** Returns the body as a tree. */
    public JsonNode json() {
        try {
            JsonNode tree = JSON.readTree(body);
            if (tree != null) {
                return tree;
            }
        } catch (IOException e) {
            // falls through: a body that is cut short is as little JSON as one of another kind
        }
        throw new CommandFailure(node + " answered " + status + " with something that is not JSON; is it an admin address?");
    }

    /** Returns this, or fails with what the node says of its refusal. */
    public Answer orFail() {
        if (isSuccess()) {
            return this;
        }
        throw failure();
    }

    /** Returns the refusal in one line. */
    public CommandFailure failure() {
        JsonNode error = json().path("error");
        String message = error.path("message").asText("no reason given");
        String code = error.path("code").asText("").toLowerCase(Locale.ROOT).replace('_', ' ');
        return new CommandFailure(message + " (" + (code.isEmpty() ? "" : code + ", ") + status + " from " + node + ")");
    }
}
