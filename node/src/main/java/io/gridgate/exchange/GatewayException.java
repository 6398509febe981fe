package io.gridgate.exchange;

import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal or failure of one exchange that has an {@link ErrorCode}; carries no stack trace, since traffic causes it.
 *
 * <p>Thread-safety: immutable once thrown.
 */
public final class GatewayException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final String RETRY_AFTER_SECONDS = "1";

    private final ErrorCode code;
    private final transient Map<String, Object> details;
    private final transient Headers headers;

    private GatewayException(ErrorCode code, String message, @Nullable Throwable cause, Map<String, Object> details, Headers headers) {
        super(message, cause, false, false);
        this.code = code;
        this.details = details;
        this.headers = headers;
    }

    /** Returns the failure of that code with its own message; a 503 says {@code Retry-After}. */
    public static GatewayException of(ErrorCode code) {
        return of(code, code.message());
    }

    /** Returns the failure of that code with a more precise message for the client (no internals). */
    public static GatewayException of(ErrorCode code, String message) {
        return of(code, message, null);
    }

    /** Returns the failure of that code with what caused it, which only the log sees. */
    public static GatewayException of(ErrorCode code, String message, @Nullable Throwable cause) {
        Headers headers = code.status() == 503 ? Headers.of(HeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS) : new Headers(0);
        return new GatewayException(code, message, cause, Map.of(), headers);
    }

    /** Returns the same failure with details for the body (key: name, value: string, number or list) and further fields. */
    public GatewayException with(Map<String, Object> moreDetails, Headers moreHeaders) {
        Headers all = headers.copy();
        for (int i = 0; i < moreHeaders.size(); i++) {
            all.set(moreHeaders.name(i), moreHeaders.value(i));
        }
        return new GatewayException(code, String.valueOf(getMessage()), getCause(), moreDetails, all);
    }

    /** Returns the code of the answer. */
    public ErrorCode code() {
        return code;
    }

    /** Returns the details of the answer's body. */
    public Map<String, Object> details() {
        return details;
    }

    /** Returns the fields that the answer has besides the usual ones. */
    public Headers headers() {
        return headers;
    }
}
