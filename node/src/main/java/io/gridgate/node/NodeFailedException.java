package io.gridgate.node;

import io.gridgate.config.source.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
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

    /** Returns the failure of a file, port or connection; where Java says of a file no more than its name, with what is wrong with it. */
    static NodeFailedException of(IOException cause) {
        String what = String.valueOf(cause.getMessage());
        String message = switch (cause) {
            case NoSuchFileException _ -> what + ": no such file";
            case AccessDeniedException _ -> what + ": permission denied";
            default -> what;
        };
        return new NodeFailedException(message, cause);
    }

    /** Returns what is wrong with the initial gateway document; empty if that is not the reason. */
    public List<Problem> problems() {
        return problems;
    }
}
