package io.gridgate.cli.output;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * The lines that a long start writes, one for each step, each with the seconds since the JVM began: the process may have built the node
 * before it became one.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Steps {

    private final Terminal terminal;

    /** Creates the steps of this process. */
    public Steps(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Writes a line. */
    public void done(String text) {
        terminal.endProgress();
        double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
        terminal.err().println(String.format(Locale.ROOT, "%5.1f s  %s", seconds, text));
    }
}
