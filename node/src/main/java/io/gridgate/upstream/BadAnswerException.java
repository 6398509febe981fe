package io.gridgate.upstream;

import java.io.IOException;

/**
 * An answer that is no valid HTTP/1.1; its connection is never used again.
 *
 * <p>Thread-safety: immutable; carries no stack trace, since it says what a backend did.
 */
final class BadAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    BadAnswerException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
