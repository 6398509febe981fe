package io.gridgate.wire;

/**
 * How the transport is built.
 *
 * @param workers selector loops, > 0
 * @param backlog connections that may wait to be accepted, > 0
 *
 * <p>Thread-safety: immutable.
 */
public record WireOptions(int workers, int backlog) {

    private static final int BACKLOG = 1024;

    public WireOptions {
        if (workers <= 0) {
            throw new IllegalArgumentException("workers: " + workers + " (expected: > 0)");
        }
        if (backlog <= 0) {
            throw new IllegalArgumentException("backlog: " + backlog + " (expected: > 0)");
        }
    }

    /** Returns options with one loop per processor. */
    public static WireOptions auto() {
        return of(Runtime.getRuntime().availableProcessors());
    }

    /** Returns options with that many loops. */
    public static WireOptions of(int workers) {
        return new WireOptions(workers, BACKLOG);
    }
}
