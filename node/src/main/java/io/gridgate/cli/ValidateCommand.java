package io.gridgate.cli;

import io.gridgate.cli.output.OutputFormat;
import io.gridgate.cli.output.Style;
import io.gridgate.cli.output.Terminal;
import io.gridgate.config.Checked;
import io.gridgate.config.GatewayReader;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.source.ReferenceResolver;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code validate}: checks a gateway document without a node. */
@Command(name = "validate",
        description = "Check a gateway document without a node; every problem is shown as file:line:column: path: message.")
final class ValidateCommand implements Callable<Integer> {

    private static final int VALID = 0;
    private static final int REFUSED = 1;

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE",
            description = "The gateway document: a YAML or JSON file, or a directory of them.") private Path file = Path.of("");

    @Option(names = "--skip-references",
            description = "Do not look up ${ENV:NAME} and ${FILE:path} on this machine.") private boolean skipReferences;

    @Mixin private BasicOptions basic = new BasicOptions();

    ValidateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Checked<GatewayDocument> checked = GatewayReader.read(Sources.read(file),
                skipReferences ? ReferenceResolver.keep() : ReferenceResolver.system());
        if (basic.format() == OutputFormat.TABLE) {
            ProblemLines.print(checked.problems(), terminal);
        }
        basic.format().print(terminal, ProblemLines.json(checked.problems()), () -> {
            if (checked instanceof Checked.Accepted<GatewayDocument> accepted) {
                terminal.out().println(file + ": " + terminal.styled("valid", Style.GOOD) + " (" + count(accepted.document()) + ")");
            }
        });
        return checked instanceof Checked.Accepted ? VALID : REFUSED;
    }

    private static String count(GatewayDocument document) {
        int services = document.services().size();
        int routes = document.routes().size();
        return services + (services == 1 ? " service, " : " services, ") + routes + (routes == 1 ? " route" : " routes");
    }
}
