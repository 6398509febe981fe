package io.gridgate.exchange;

import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.nio.charset.StandardCharsets;

/**
 * The final answer to a request. Whoever drops a response closes it.
 *
 * @param status 200 to 599
 * @param headers end-to-end fields; framing ({@code Content-Length}, {@code Transfer-Encoding}, {@code Connection}) is the
 *     writer's, except that the {@code Content-Length} of an answer to HEAD or of a 304 is kept as it came
 * @param body never null
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
public record Response(int status, Headers headers, Body body) {

    /** Returns an answer without body. */
    public static Response of(int status, Headers headers) {
        return new Response(status, headers, Body.empty());
    }

    /** Returns an answer with that text in UTF-8. */
    public static Response of(int status, String contentType, String text) {
        return new Response(status, Headers.of(HeaderNames.CONTENT_TYPE, contentType), Body.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Gives the answer up: releases what its body holds. */
    public void close() {
        body.close();
    }
}
