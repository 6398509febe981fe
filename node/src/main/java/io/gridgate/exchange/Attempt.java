package io.gridgate.exchange;

import org.jspecify.annotations.Nullable;

/**
 * One try of an exchange on one instance, with its times and its verdict.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
public final class Attempt {

    private final Destination destination;
    private final long startNanos;
    private long firstByteNanos = -1;
    private int status;
    private @Nullable AttemptFailure failure;

    /** Creates an attempt that began at {@code startNanos} of the ticker. */
    public Attempt(Destination destination, long startNanos) {
        this.destination = destination;
        this.startNanos = startNanos;
    }

    /** Returns the instance that was asked. */
    public Destination destination() {
        return destination;
    }

    /** Returns when the attempt began. */
    public long startNanos() {
        return startNanos;
    }

    /** Returns when the head of the answer came, or -1. */
    public long firstByteNanos() {
        return firstByteNanos;
    }

    /** Returns the status of the answer, or 0. */
    public int status() {
        return status;
    }

    /** Returns why there was no whole answer, or null. */
    public @Nullable AttemptFailure failure() {
        return failure;
    }

    /** The head of the answer came. */
    public void answered(int answerStatus, long nowNanos) {
        status = answerStatus;
        firstByteNanos = nowNanos;
    }

    /** The attempt failed, before its head or in the middle of the body; the first reason stays. */
    public void failed(AttemptFailure reason) {
        if (failure == null) {
            failure = reason;
        }
    }
}
