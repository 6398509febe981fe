package io.gridgate.exchange;

import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.Target;

/**
 * The request of a client, checked by the codec: framing, grammar and target are sound.
 *
 * @param method a token, case as it came (methods are case-sensitive, RFC 9110 9.1)
 * @param target decoded and normalised once
 * @param authority what {@code Host} or the absolute-form names
 * @param headers all fields as they came, framing fields among them; filters may edit them until the request is forwarded
 * @param body never null; {@link Body#empty} when the message has none
 * @param hasBody whether the message has a body, even one of length 0 ({@code Content-Length: 0} counts)
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
public record Request(String method, Target target, Authority authority, Headers headers, Body body, boolean hasBody) {

    /** Returns whether a repetition has no further effect (RFC 9110 9.2.2). */
    public boolean isIdempotent() {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    /** Returns whether the answer has no body whatever its fields say (RFC 9110 9.3.2). */
    public boolean isHead() {
        return method.equals("HEAD");
    }
}
