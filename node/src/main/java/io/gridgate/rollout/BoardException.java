package io.gridgate.rollout;

/**
 * The grid did not answer in time, or its answer was lost: a change that was asked for may or may not have been made.
 *
 * <p>Thread-safety: immutable.
 */
public final class BoardException extends Exception {

    private static final long serialVersionUID = 1L;

    public BoardException(String message) {
        super(message);
    }

    public BoardException(String message, Throwable cause) {
        super(message, cause);
    }
}
