package io.gridgate.cli.output;

/**
 * Why a command failed or was refused, in one line for the person who typed it; its exit status is 1.
 *
 * <p>Thread-safety: immutable.
 */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates a failure with that one line. */
    public CommandFailure(String message) {
        super(message, null, false, false);
    }
}
