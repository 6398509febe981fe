package io.gridgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gridgate.cli.output.CommandFailure;
import io.gridgate.cli.output.Terminal;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The launcher's commands. Exit status: 0 done, 1 refused or failed, 2 typed wrong.
 *
 * <p>Thread-safety: one command, on the main thread.
 */
@Command(name = "gridgate", description = "A clustered API gateway: peer nodes form one grid, no Redis, no database.",
        mixinStandardHelpOptions = true, versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Every command has --help."})
public final class Gridgate implements Runnable {

    private static final int FAILED = 1;

    @Spec private CommandSpec spec = CommandSpec.create();

    private Gridgate() {}

    /** Runs the command that the arguments name, and ends the process with its exit status. */
    public static void main(String[] args) {
        System.exit(execute(Terminal.system(), args));
    }

    /** Runs the command that the arguments name; returns its exit status. */
    static int execute(Terminal terminal, String... args) {
        CommandLine line = commands(terminal);
        line.setOut(new PrintWriter(terminal.out(), true, UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.isColoured() ? Ansi.ON : Ansi.OFF));
        line.setAbbreviatedOptionsAllowed(false);
        line.setUsageHelpAutoWidth(false);
        line.setParameterExceptionHandler((misuse, given) -> TypedWrong.print(misuse, terminal));
        line.setExecutionExceptionHandler((failure, command, result) -> {
            terminal.endProgress();
            if (failure instanceof CommandFailure) {
                terminal.err().println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
            } else {
                failure.printStackTrace(terminal.err());
            }
            return FAILED;
        });
        return line.execute(args);
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given (one of: " + spec.subcommands().entrySet().stream()
                .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden()).map(Map.Entry::getKey)
                .collect(Collectors.joining(", ")) + ")");
    }

    private static CommandLine commands(Terminal terminal) {
        CommandLine line = new CommandLine(new Gridgate());
        for (Object command : List.of(new DemoCommand(terminal), new RunCommand(terminal, GatewayStarter::start),
                new ValidateCommand(terminal),
                new TestCommand(terminal), new DiffCommand(terminal), new ApplyCommand(terminal), new RevisionsCommand(terminal),
                new RollbackCommand(terminal), new PurgeCommand(terminal), new StatusCommand(terminal), new EventsCommand(terminal))) {
            line.addSubcommand(command);
        }
        CommandLine help = new CommandLine(new HelpCommand());
        help.getCommandSpec().usageMessage().hidden(true);
        return line.addSubcommand(help);
    }
}
