package io.gridgate.config;

import io.gridgate.config.source.Problem;
import java.util.List;

/**
 * What came of reading a document: the document, or why it is refused.
 *
 * <p>Thread-safety: immutable.
 *
 * @param <T> the document
 */
public sealed interface Checked<T> {

    /** Returns all problems in the order of their places: only warnings if the document is accepted. */
    List<Problem> problems();

    /**
     * Returns the document.
     *
     * @throws ConfigException with all problems if it is refused
     */
    T orElseThrow();

    /** A document without errors. */
    record Accepted<T>(T document, List<Problem> problems) implements Checked<T> {
        public Accepted {
            problems = List.copyOf(problems);
        }

        @Override
        public T orElseThrow() {
            return document;
        }
    }

    /** A document with at least one error. */
    record Refused<T>(List<Problem> problems) implements Checked<T> {
        public Refused {
            problems = List.copyOf(problems);
        }

        @Override
        public T orElseThrow() {
            throw new ConfigException(problems);
        }
    }
}
