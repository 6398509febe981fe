package io.gridgate.base;

/**
 * A source of elapsed time, injected wherever a decision depends on it so that a test can move it.
 *
 * <p>Thread-safety: thread-safe.
 */
@FunctionalInterface
public interface Ticker {

    /** Returns nanoseconds from an arbitrary origin; only differences mean something. */
    long nanos();

    /** Returns the monotonic clock of this machine. */
    static Ticker system() {
        return System::nanoTime;
    }
}
