package io.gridgate.service.breaker;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.concurrent.TimeUnit;

/**
 * This node's failures in a row while a breaker is closed, counted by Resilience4j: its window holds as many calls as may fail, a success
 * empties it, so its failed calls are the run, and it opens when the run alone is too long.
 *
 * <p>Thread-safety: lock-free. A success and a failure that end at the same moment count in either order; a success while there is no run
 * is one volatile read.
 */
final class FailureRun {

    /** The lock-free window of one call fails at its first. Since a run is all that is ever in the window, a larger one counts the same. */
    private static final int LOCK_FREE_WINDOW_MIN = 2;

    private final int failuresMax;
    private final CircuitBreaker counter;
    /** The library counts no failure without one; it is never thrown. */
    private final Failed failed = new Failed();
    /** Set after a failure is counted and cleared before the window is, so that it may be true without need, never false wrongly. */
    private volatile boolean failing;

    private FailureRun(int failuresMax, CircuitBreaker counter) {
        this.failuresMax = failuresMax;
        this.counter = counter;
    }

    /** Returns a run of no failures that is full at {@code failuresMax} (>= 1). */
    static FailureRun of(int failuresMax) {
        CircuitBreakerConfig config = CircuitBreakerConfig.custom().failureRateThreshold(100)
                .slidingWindow(Math.max(LOCK_FREE_WINDOW_MIN, failuresMax), failuresMax, SlidingWindowType.COUNT_BASED,
                        SlidingWindowSynchronizationStrategy.LOCK_FREE)
                .build();
        return new FailureRun(failuresMax, CircuitBreaker.of("run", config));
    }

    /** Returns a run of the same failures that is full at another number of them. */
    FailureRun fullAt(int failures) {
        FailureRun run = of(failures);
        for (int i = Math.min(length(), failures); i > 0; i--) {
            run.failed();
        }
        return run;
    }

    /** Ends the run; returns whether there was one. */
    boolean succeeded() {
        if (!failing) {
            return false;
        }
        failing = false;
        counter.reset();
        return true;
    }

    /** Counts a failure. */
    void failed() {
        counter.onError(0, TimeUnit.NANOSECONDS, failed);
        failing = true;
    }

    /** Returns the failures in a row, 0 to the number at which it is full. */
    int length() {
        return failing ? Math.min(failuresMax, counter.getMetrics().getNumberOfFailedCalls()) : 0;
    }

    /** Returns whether this node's failures alone open the breaker; while another thread's failure is filling the run, that thread alone may see it. */
    boolean isFull() {
        return counter.getState() == CircuitBreaker.State.OPEN;
    }

    int failuresMax() {
        return failuresMax;
    }

    /**
     * A failure without a trace.
     *
     * <p>Thread-safety: immutable.
     */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Failed() {
            super("failed", null, false, false);
        }
    }
}
