package io.gridgate.admin;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;

/**
 * A refusal that only the API gives, beyond the codes of the proxy; carries no stack trace.
 *
 * <p>Thread-safety: immutable.
 */
final class AdminRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Code code;

    AdminRefusal(Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** Returns the answer in the form of every error that Gridgate answers itself. */
    Response answer(String correlationId) {
        Headers headers = Headers.of(HeaderNames.CONTENT_TYPE, Json.TYPE);
        if (code.status == 503) {
            headers.set(HeaderNames.RETRY_AFTER, "1");
        }
        return new Response(code.status, headers, Body.of(Json.error(code.name(), String.valueOf(getMessage()), correlationId)));
    }

    /** The statuses and codes of these refusals. */
    enum Code {
        NOT_FOUND(404),
        CONFLICT(409),
        PRECONDITION_FAILED(412),
        UNSUPPORTED_MEDIA_TYPE(415),
        NO_MAJORITY(503),
        TIMEOUT(504);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
