package io.gridgate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.cli.client.AdminClient;
import io.gridgate.cli.output.Style;
import io.gridgate.cli.output.Terminal;
import io.gridgate.config.ConfigException;
import io.gridgate.config.DocumentDiff;
import io.gridgate.config.GatewayReader;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.source.ReferenceResolver;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code diff}: what applying a document would change, by meaning and not by text. */
@Command(name = "diff", description = "Show what applying a gateway document would change: meaning, not text.")
final class DiffCommand implements Callable<Integer> {

    private static final int DIFFERENT = 1;

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE",
            description = "The gateway document: a YAML or JSON file, or a directory of them.") private Path file = Path.of("");

    @Option(names = "--exit-code", description = "Exit with 1 if there are differences.") private boolean exitCode;

    @Mixin private AdminOptions admin = new AdminOptions();

    @Mixin private BasicOptions basic = new BasicOptions();

    DiffCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        GatewayDocument after;
        try {
            after = GatewayReader.read(Sources.read(file), ReferenceResolver.keep()).orElseThrow();
        } catch (ConfigException refused) {
            ProblemLines.print(refused.problems(), terminal);
            return 1;
        }
        try (AdminClient client = admin.client()) {
            ServedDocument served = ServedDocument.read(client);
            DocumentDiff diff = DocumentDiff.between(served.document(), after);
            basic.format().print(terminal, json(served, diff), () -> print(served, diff));
            return exitCode && !diff.isEmpty() ? DIFFERENT : 0;
        }
    }

    private static JsonNode json(ServedDocument served, DocumentDiff diff) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("revision", served.revision() == 0 ? null : served.revision());
        return json.set("changes", new ObjectMapper().valueToTree(diff.asList()));
    }

    private void print(ServedDocument served, DocumentDiff diff) {
        if (diff.isEmpty()) {
            terminal.out().println("no difference to revision " + served.revision());
        }
        for (DocumentDiff.Change change : diff.changes()) {
            Style style = switch (change.kind()) {
                case ADDED -> Style.GOOD;
                case REMOVED -> Style.BAD;
                case CHANGED -> Style.WARNING;
            };
            change.lines().forEach(line -> terminal.out().println(terminal.styled(line, style)));
        }
    }
}
