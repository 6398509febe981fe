package io.gridgate.upstream.codec;

import java.io.IOException;

/**
 * An answer that is no valid HTTP/1.1; its connection is never used again.
 *
 * <p>Thread-safety: immutable; carries no stack trace, since it says what a backend did.
 */
public final class BadAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Creates the refusal; the message is for the log alone. */
    public BadAnswerException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
