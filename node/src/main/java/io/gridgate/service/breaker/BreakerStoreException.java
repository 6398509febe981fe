package io.gridgate.service.breaker;

import org.jspecify.annotations.Nullable;

/**
 * The grid did not answer; what was asked may have been done or not.
 *
 * <p>Thread-safety: immutable once thrown.
 */
public final class BreakerStoreException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Creates the failure with what was asked and why there is no answer. */
    public BreakerStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
