package io.gridgate.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.config.source.Problem;

/**
 * A problem as programs read it, the same from a command and from the admin API.
 *
 * <p>Thread-safety: stateless.
 */
public final class ProblemJson {

    private ProblemJson() {}

    /** Returns {@code {"file","line","column","path","message"}}; a warning says {@code "severity":"warning"}. */
    public static ObjectNode of(Problem problem) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("file", problem.file()).put("line", problem.line())
                .put("column", problem.column()).put("path", problem.path()).put("message", problem.message());
        return problem.isError() ? json : json.put("severity", "warning");
    }
}
