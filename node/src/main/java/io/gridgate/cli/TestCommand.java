package io.gridgate.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.cli.output.Style;
import io.gridgate.cli.output.Table;
import io.gridgate.cli.output.Table.Cell;
import io.gridgate.cli.output.Terminal;
import io.gridgate.config.Checked;
import io.gridgate.config.GatewayReader;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.node.DocumentTestResult;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command {@code test}: runs the document's own tests without a network. */
@Command(name = "test", description = "Run the tests that a gateway document bears, without a network.")
final class TestCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE",
            description = "The gateway document: a YAML or JSON file, or a directory of them.") private Path file = Path.of("");

    @Mixin private BasicOptions basic = new BasicOptions();

    TestCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Checked<GatewayDocument> checked = GatewayReader.read(Sources.read(file), ReferenceResolver.keep());
        if (!(checked instanceof Checked.Accepted<GatewayDocument> accepted)) {
            ProblemLines.print(checked.problems().stream().filter(Problem::isError).toList(), terminal);
            return FAILED;
        }
        List<DocumentTestResult> results = DocumentTestResult.run(accepted.document());
        long failed = results.stream().filter(result -> !result.passed()).count();
        basic.format().print(terminal, json(results, failed), () -> table(results, failed));
        return failed == 0 ? 0 : FAILED;
    }

    private static ObjectNode json(List<DocumentTestResult> results, long failed) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("passed", results.size() - failed).put("failed", failed);
        ArrayNode tests = json.putArray("tests");
        for (DocumentTestResult result : results) {
            ObjectNode entry = tests.addObject().put("method", result.method()).put("path", result.path()).put("passed", result.passed())
                    .put("verdict", result.verdict()).put("route", result.route());
            result.services().forEach(entry.putArray("services")::add);
            result.differences().forEach(entry.putArray("differences")::add);
        }
        return json;
    }

    private void table(List<DocumentTestResult> results, long failed) {
        if (results.isEmpty()) {
            terminal.out().println(file + ": it has no tests");
            return;
        }
        Table table = Table.of("test", "request", "verdict", "route", "service", "difference");
        for (DocumentTestResult result : results) {
            table.row(result.passed() ? new Cell("passed", Style.GOOD) : new Cell("FAILED", Style.BAD),
                    result.method() + " " + result.path(),
                    result.verdict(), result.route() == null ? "-" : result.route(),
                    result.services().isEmpty() ? "-" : String.join(", ", result.services()), String.join("; ", result.differences()));
        }
        table.print(terminal);
        terminal.out().println(results.size() - failed + " of " + results.size() + (results.size() == 1 ? " test" : " tests") + " passed");
    }
}
