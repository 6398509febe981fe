package io.gridgate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridgate.cli.client.Answer;
import io.gridgate.cli.output.CommandFailure;
import io.gridgate.cli.output.OutputFormat;
import io.gridgate.cli.output.Style;
import io.gridgate.cli.output.Table;
import io.gridgate.cli.output.Terminal;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.NamedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person or program is told of a change: the revision and its nodes, or why it was refused.
 *
 * <p>Thread-safety: stateless.
 */
final class ChangeResult {

    private static final int DONE = 0;
    private static final int REFUSED = 1;

    private ChangeResult() {}

    /** Writes the answer to a change; returns the exit status. {@code source} gives problems the names that were typed; null: none was. */
    static int print(Answer answer, @Nullable GatewaySource source, OutputFormat format, Terminal terminal) {
        if (answer.isSuccess()) {
            JsonNode served = answer.json();
            format.print(terminal, served, () -> table(served, terminal));
            return DONE;
        }
        JsonNode body = answer.json();
        if (answer.status() == 422 && body.path("problems").isArray()) {
            body.path("problems").forEach(problem -> terminal.err().println(line(problem, source)));
            if (format != OutputFormat.TABLE) {
                format.print(terminal, body, () -> {});
            }
            return REFUSED;
        }
        if (answer.status() == 504 && body.path("pending").isArray()) {
            List<String> pending = new ArrayList<>();
            body.path("pending").forEach(node -> pending.add(node.asText()));
            String silent = String.join(", ", pending) + " did not answer in time";
            throw new CommandFailure(body.path("committed").asBoolean()
                    ? "revision " + body.path("revision").asText() + " was made, but " + silent + "; they follow when they can"
                    : silent + "; nothing changed");
        }
        throw answer.failure();
    }

    private static void table(JsonNode served, Terminal terminal) {
        int nodes = served.path("nodes").size();
        terminal.out().println(terminal.styled("revision " + served.path("revision").asText(), Style.HEADING)
                + " is served by " + nodes + (nodes == 1 ? " node" : " nodes"));
        Table table = Table.of("node", "revision");
        for (Map.Entry<String, JsonNode> node : served.path("nodes").properties()) {
            table.row(node.getKey(), node.getValue().asText());
        }
        table.print(terminal);
    }

    private static String line(JsonNode problem, @Nullable GatewaySource source) {
        String path = problem.path("path").asText();
        String node = problem.path("node").asText();
        String severity = problem.has("severity") ? problem.path("severity").asText() + ": " : "";
        return typed(problem.path("file").asText(), source) + ":" + problem.path("line").asText() + ":" + problem.path("column").asText()
                + ": "
                + (path.isEmpty() ? "" : path + ": ") + severity + problem.path("message").asText()
                + (node.isEmpty() ? "" : " (refused by " + node + ")");
    }

    /** Returns the file as it was typed: the node knows only the last part of its name. */
    private static String typed(String file, @Nullable GatewaySource source) {
        return source == null ? file
                : source.files().stream().filter(text -> text.fileName().equals(file)).map(NamedText::name).findFirst().orElse(file);
    }
}
