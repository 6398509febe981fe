package io.gridgate.cli;

import io.gridgate.cli.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A command that was run in this JVM, and what came of it.
 *
 * <p>Thread-safety: immutable.
 */
record CommandRun(int status, String out, String err) {

    /** Runs the command without colours. */
    static CommandRun of(String... args) {
        return run(false, args);
    }

    /** Runs the command as on a terminal with colours. */
    static CommandRun coloured(String... args) {
        return run(true, args);
    }

    private static CommandRun run(boolean coloured, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                coloured, false);
        int status = Gridgate.execute(terminal, args);
        return new CommandRun(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
