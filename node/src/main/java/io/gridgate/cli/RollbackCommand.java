package io.gridgate.cli;

import io.gridgate.cli.client.AdminClient;
import io.gridgate.cli.client.Answer;
import io.gridgate.cli.output.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code rollback}: makes an earlier document the next revision. */
@Command(name = "rollback", description = "Make the document of an earlier revision the next one; returns once every live node serves it.")
final class RollbackCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "N", description = "The revision to go back to.") private long number;

    @Mixin private ChangeOptions change = new ChangeOptions();

    @Mixin private AdminOptions admin = new AdminOptions();

    @Mixin private BasicOptions basic = new BasicOptions();

    RollbackCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (number < 1) {
            throw new ParameterException(spec.commandLine(), "revision " + number + ": must be 1 or more");
        }
        try (AdminClient client = admin.client()) {
            String path = AdminClient.withQuery("/admin/v1/config/rollback/" + number, change.parameters());
            Answer answer = ChangeProgress.during(terminal, client, "going back to revision " + number,
                    () -> client.post(path, change.ifMatch()));
            return ChangeResult.print(answer, null, basic.format(), terminal);
        }
    }
}
