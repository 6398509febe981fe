package io.gridgate.cli;

import io.gridgate.cli.output.OutputFormat;
import io.gridgate.cli.output.Style;
import io.gridgate.cli.output.Terminal;
import io.gridgate.config.Checked;
import io.gridgate.config.GatewayReader;
import io.gridgate.config.NodeReader;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.ReferenceResolver;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code validate}: checks a gateway document, or a node document, without a node. */
@Command(name = "validate",
        description = "Check a gateway document, or a node document, without a node; every problem is shown as file:line:column: path: message.")
final class ValidateCommand implements Callable<Integer> {

    private static final int VALID = 0;
    private static final int REFUSED = 1;

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE",
            description = "The document: a YAML or JSON file, or a directory of them.") private Path file = Path.of("");

    @Option(names = "--node",
            description = "FILE is a node document: check it as run --node would, with the GRIDGATE_* variables of this machine.") private boolean node;

    @Option(names = "--skip-references",
            description = "Do not look up ${ENV:NAME}, ${FILE:path} and GRIDGATE_* on this machine.") private boolean skipReferences;

    @Mixin private BasicOptions basic = new BasicOptions();

    ValidateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        GatewaySource source = Sources.read(file);
        ReferenceResolver resolver = skipReferences ? ReferenceResolver.keep() : ReferenceResolver.system();
        return node
                ? show(NodeReader.read(source.files(), skipReferences ? Map.of() : System.getenv(), resolver), ValidateCommand::summary)
                : show(GatewayReader.read(source, resolver), ValidateCommand::summary);
    }

    private <T> int show(Checked<T> checked, Function<T, String> summary) {
        if (basic.format() == OutputFormat.TABLE) {
            ProblemLines.print(checked.problems(), terminal);
        }
        basic.format().print(terminal, ProblemLines.json(checked.problems()), () -> {
            if (checked instanceof Checked.Accepted<T> accepted) {
                terminal.out()
                        .println(file + ": " + terminal.styled("valid", Style.GOOD) + " (" + summary.apply(accepted.document()) + ")");
            }
        });
        return checked instanceof Checked.Accepted ? VALID : REFUSED;
    }

    private static String summary(GatewayDocument document) {
        int services = document.services().size();
        int routes = document.routes().size();
        return services + (services == 1 ? " service, " : " services, ") + routes + (routes == 1 ? " route" : " routes");
    }

    private static String summary(NodeDocument document) {
        return "node " + document.node().name() + " of cluster " + document.cluster().name();
    }
}
