package io.gridgate.http;

/**
 * A request target that no reading of the RFCs allows; it is refused with 400.
 *
 * <p>Thread-safety: immutable; carries no stack trace, since it says what a client did.
 */
public final class MalformedTargetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the refusal with a message fit for the client. */
    public MalformedTargetException(String message) {
        super(message, null, false, false);
    }
}
