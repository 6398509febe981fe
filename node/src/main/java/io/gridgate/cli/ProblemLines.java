package io.gridgate.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.cli.output.Terminal;
import io.gridgate.config.ProblemJson;
import io.gridgate.config.source.Problem;
import java.util.List;

/**
 * The problems of a document, a line each for people, and in the admin API's form for programs.
 *
 * <p>Thread-safety: stateless.
 */
final class ProblemLines {

    private ProblemLines() {}

    /** Writes {@code file:line:column: path: message} for each. */
    static void print(List<Problem> problems, Terminal terminal) {
        problems.forEach(problem -> terminal.err().println(problem));
    }

    /** Returns {@code {"problems":[{"file","line","column","path","message"}]}}; a warning says {@code "severity":"warning"}. */
    static ObjectNode json(List<Problem> problems) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("problems");
        problems.forEach(problem -> list.add(ProblemJson.of(problem)));
        return json;
    }
}
