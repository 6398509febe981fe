package io.gridgate.grid;

/**
 * This node cannot be a member of the grid: its name is taken, its key is not the grid's, or the member port cannot be had.
 *
 * <p>Thread-safety: immutable.
 */
public final class GridRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    GridRefusedException(String message) {
        super(message);
    }

    GridRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
