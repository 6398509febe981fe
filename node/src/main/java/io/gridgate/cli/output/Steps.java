package io.gridgate.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * The lines that a long start writes, one for each step, each with the seconds since the process began.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Steps {

    private final Terminal terminal;
    private final Instant start = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);

    /** Creates the steps of this process. */
    public Steps(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Writes a line. */
    public void done(String text) {
        terminal.endProgress();
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1e3;
        terminal.err().println(String.format(Locale.ROOT, "%5.1f s  %s", seconds, text));
    }
}
