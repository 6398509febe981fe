package io.gridgate.cli;

import io.gridgate.base.Nearest;
import io.gridgate.cli.output.Terminal;
import java.util.Collection;
import java.util.stream.Stream;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is said of a command line that cannot be understood: one line, with what may have been meant.
 *
 * <p>Thread-safety: stateless.
 */
final class TypedWrong {

    private TypedWrong() {}

    /** Writes the line; returns the exit status of bad usage. */
    static int print(ParameterException misuse, Terminal terminal) {
        CommandSpec command = misuse.getCommandLine().getCommandSpec();
        terminal.err().println(command.qualifiedName() + ": " + message(misuse, command) + "; see " + command.qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static String message(ParameterException misuse, CommandSpec command) {
        if (misuse instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            int equals = word.indexOf('=');
            String name = equals > 0 ? word.substring(0, equals) : word;
            if (name.startsWith("-")) {
                return "unknown option " + name + hint(name, command.optionsMap().keySet());
            }
            return command.subcommands().isEmpty() ? "unexpected argument \"" + word + "\""
                    : "unknown command \"" + word + "\"" + hint(word, command.subcommands().keySet());
        }
        String first = Stream.of(String.valueOf(misuse.getMessage()).split("\\R")).findFirst().orElse("")
                .replaceFirst("^Error: ", "").replaceFirst("' is not an? (int|long)$", "' is not a number");
        return first.isEmpty() ? "bad usage" : Character.toLowerCase(first.charAt(0)) + first.substring(1);
    }

    private static String hint(String word, Collection<String> known) {
        return Nearest.hint(word, known);
    }
}
