package io.gridgate.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer that Gridgate gives by itself when an exchange fails:
 * {@code {"error":{"code","message","details","correlation_id"}}}.
 *
 * <p>Thread-safety: stateless.
 */
public final class ErrorAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswer.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private ErrorAnswer() {}

    /** Returns the answer to that failure; one that is no {@link GatewayException} is a bug, logged, and answered with 500. */
    public static Response to(Throwable failure, String correlationId) {
        Throwable cause = unwrap(failure);
        if (cause instanceof GatewayException refusal) {
            return to(refusal, correlationId);
        }
        LOG.atError().setCause(cause).addKeyValue("correlation_id", correlationId).log("exchange failed");
        return to(GatewayException.of(ErrorCode.INTERNAL), correlationId);
    }

    /** Returns the answer to that refusal. */
    public static Response to(GatewayException refusal, String correlationId) {
        Headers headers = refusal.headers().copy();
        headers.set(HeaderNames.CONTENT_TYPE, "application/json");
        return new Response(refusal.code().status(), headers, Body.of(json(refusal, correlationId)));
    }

    /** Returns what a failed stage really failed with. */
    public static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static byte[] json(GatewayException refusal, String correlationId) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", refusal.code().name());
        error.put("message", refusal.getMessage());
        error.put("details", refusal.details());
        error.put("correlation_id", correlationId);
        try {
            return JSON.writeValueAsBytes(Map.of("error", error));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("details of " + refusal.code() + " cannot be written as JSON", e);
        }
    }
}
