package io.gridgate.exchange;

import org.jspecify.annotations.Nullable;

/**
 * The failure of one attempt before the head of its answer, as the retry stage sees it.
 *
 * <p>Thread-safety: immutable; carries no stack trace, since traffic causes it.
 */
public final class AttemptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final AttemptFailure failure;

    /** Creates the failure; the message is for the log alone. */
    public AttemptException(AttemptFailure failure, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.failure = failure;
    }

    /** Returns what went wrong. */
    public AttemptFailure failure() {
        return failure;
    }

    /** Returns what the client is told when no further attempt is made. */
    public GatewayException toGatewayException() {
        ErrorCode code = switch (failure) {
            case TIMEOUT -> ErrorCode.UPSTREAM_TIMEOUT;
            case SATURATED -> ErrorCode.OVERLOADED;
            case CONNECT, RESET, PROTOCOL, BODY, CANCELLED -> ErrorCode.BAD_GATEWAY;
        };
        return GatewayException.of(code, code.message(), this);
    }
}
