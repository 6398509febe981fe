package io.gridgate.config.source;

import java.util.Comparator;
import java.util.List;

/**
 * Something wrong, or doubtful, at a place of a document.
 *
 * <p>Thread-safety: immutable.
 *
 * @param file the name of the text
 * @param line from 1
 * @param column from 1
 * @param path where in the document, such as {@code routes[2].service}; empty for the document as a whole
 * @param message for the operator, with a hint where there is one
 * @param severity whether it makes the document unusable
 */
public record Problem(String file, int line, int column, String path, String message, Severity severity) {

    /** Whether a problem makes a document unusable. */
    public enum Severity {
        /** The document is refused. */
        ERROR,
        /** The document is taken, the operator is told. */
        WARNING
    }

    private static final Comparator<Problem> BY_PLACE = Comparator.comparing(Problem::file).thenComparingInt(Problem::line)
            .thenComparingInt(Problem::column).thenComparing(Problem::path).thenComparing(Problem::message);

    /** Returns a problem that makes the document unusable. */
    public static Problem error(Mark mark, String path, String message) {
        return new Problem(mark.file(), mark.line(), mark.column(), path, message, Severity.ERROR);
    }

    /** Returns a problem that the operator is told of, no more. */
    public static Problem warning(Mark mark, String path, String message) {
        return new Problem(mark.file(), mark.line(), mark.column(), path, message, Severity.WARNING);
    }

    /** Returns whether it makes the document unusable. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Returns the problems in the order of their files and places, each once. */
    public static List<Problem> sorted(List<Problem> problems) {
        return problems.stream().distinct().sorted(BY_PLACE).toList();
    }

    /** Returns {@code file:line:column: path: message}, with {@code warning: } before the message of a warning. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + (path.isEmpty() ? "" : path + ": ") + (isError() ? "" : "warning: ") + message;
    }
}
