package io.gridgate.cli.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command writes: results on {@code out}, errors and progress on {@code err}; colours and moving lines only for a person.
 *
 * <p>Thread-safety: thread-safe, as its streams are.
 *
 * @param isColoured whether results may bear colours
 * @param isLive whether progress may overwrite its line
 */
public record Terminal(PrintStream out, PrintStream err, boolean isColoured, boolean isLive) {

    private static final String ERASE_LINE = "\r\033[K";

    /** Returns the terminal, file or pipe that this process writes to; {@code NO_COLOR} and {@code TERM=dumb} are respected. */
    public static Terminal system() {
        Map<String, String> environment = System.getenv();
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(environment.get("TERM"));
        return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err), !plain && isTerminal(1),
                !"dumb".equals(environment.get("TERM")) && isTerminal(2));
    }

    /** Returns the text in that style, or as it is where colours are off. */
    public String styled(String text, Style style) {
        return isColoured && style != Style.PLAIN ? "\033[" + style.code() + "m" + text + "\033[0m" : text;
    }

    /** Shows a line of progress that the next one replaces; nothing where lines do not move. */
    public void progress(String text) {
        if (isLive) {
            err.print(ERASE_LINE + text);
            err.flush();
        }
    }

    /** Takes the line of progress away. */
    public void endProgress() {
        progress("");
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Java's own console would tell only of input and output together, and costs a tenth of a second. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null && System.console().isTerminal();
        }
    }
}
