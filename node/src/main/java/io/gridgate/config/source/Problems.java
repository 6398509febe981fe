package io.gridgate.config.source;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is wrong or doubtful in one read of a document, as it is found. Of errors and of warnings as many are kept as anybody reads, each by
 * themselves: a thousand warnings must not hide the error that refuses the document.
 *
 * <p>Thread-safety: confined to one read.
 */
public final class Problems {

    /** The most errors, and the most warnings, that are told of one document. */
    public static final int MAX = 1_000;

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private int found;

    /** Creates the problems of a read that has found none. */
    public Problems() {}

    /** Adds a problem, or counts it if there are so many that nobody reads them all. */
    public void add(Problem problem) {
        found++;
        List<Problem> kept = problem.isError() ? errors : warnings;
        if (kept.size() < MAX) {
            kept.add(problem);
        }
    }

    /** Returns how many were found, those that were not kept among them. */
    public int found() {
        return found;
    }

    /** Returns whether there is an error. */
    public boolean hasErrors() {
        return !errors.isEmpty();
    }

    /** Returns whether there is an error at a path or below it; the empty path stands for the document as a whole, and has nothing below. */
    public boolean hasErrorBelow(String path) {
        return errors.stream().anyMatch(error -> isAtOrBelow(path, error.path()));
    }

    /** Returns whether the other path is the same or one below. */
    public static boolean isAtOrBelow(String path, String other) {
        return other.startsWith(path)
                && (other.length() == path.length() || other.charAt(path.length()) == '.' || other.charAt(path.length()) == '[');
    }

    /** Returns those kept in the order of their files and places, each once. */
    public List<Problem> sorted() {
        return Problem.sorted(Stream.concat(errors.stream(), warnings.stream()).toList());
    }
}
