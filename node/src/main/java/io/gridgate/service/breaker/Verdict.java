package io.gridgate.service.breaker;

import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.Response;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange says of its service, after its retries.
 *
 * <p>Thread-safety: immutable.
 */
public enum Verdict {
    /** The service answered. */
    SUCCESS,
    /** No connection, a time-out, no valid answer, or 500, 502, 503, 504. */
    FAILURE,
    /** Nothing: the client went away or asked for what it may not have, or no instance saw the request. */
    NONE;

    /** Returns the verdict of the head of an answer, or of what came instead. */
    static Verdict of(@Nullable Response response, @Nullable Throwable failure) {
        if (response != null) {
            return of(response.status());
        }
        Throwable cause = failure == null ? null : ErrorAnswer.unwrap(failure);
        while (cause != null && !(cause instanceof AttemptException)) {
            cause = cause.getCause();
        }
        return cause instanceof AttemptException attempt ? of(attempt) : NONE;
    }

    private static Verdict of(int status) {
        return switch (status) {
            case 500, 502, 503, 504 -> FAILURE;
            default -> status >= 400 && status < 500 ? NONE : SUCCESS;
        };
    }

    private static Verdict of(AttemptException attempt) {
        return switch (attempt.failure()) {
            case CONNECT, RESET, PROTOCOL, TIMEOUT, BODY -> FAILURE;
            case SATURATED, CANCELLED -> NONE;
        };
    }
}
