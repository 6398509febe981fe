package io.gridgate.node;

import io.gridgate.config.source.Problem;
import java.util.List;

/**
 * A node cannot start or must not go on; the message is for the operator.
 *
 * <p>Thread-safety: immutable.
 */
public final class NodeFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    NodeFailedException(String message, Throwable cause) {
        this(message, cause, List.of());
    }

    NodeFailedException(String message, Throwable cause, List<Problem> problems) {
        super(message, cause);
        this.problems = List.copyOf(problems);
    }

    /** Returns what is wrong with the initial gateway document; empty if that is not the reason. */
    public List<Problem> problems() {
        return problems;
    }
}
