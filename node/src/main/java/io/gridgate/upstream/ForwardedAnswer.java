package io.gridgate.upstream;

import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.http.HopByHop;
import java.util.concurrent.TimeUnit;

/**
 * The fields of an answer as the client gets them.
 *
 * <p>Thread-safety: stateless.
 */
final class ForwardedAnswer {

    private static final String TIMEOUT = "timeout=";
    private static final int TIMEOUT_DIGITS_MAX = 6;

    private ForwardedAnswer() {}

    /**
     * Edits the backend's fields in place and returns them.
     *
     * @param keepLength whether {@code Content-Length} says what a body would have had
     */
    static Headers fields(Headers fields, boolean keepLength) {
        HopByHop.strip(fields);
        fields.removeIf(name -> isPrivate(name) || !keepLength && name.equalsIgnoreCase(HeaderNames.CONTENT_LENGTH));
        ForwardedRequest.via(fields);
        return fields;
    }

    private static boolean isPrivate(String name) {
        return name.equalsIgnoreCase(HeaderNames.SERVER) || name.equalsIgnoreCase(HeaderNames.X_POWERED_BY);
    }

    /**
     * Returns how long the connection may lie idle: what the configuration allows, or a second less than the backend says it
     * waits ({@code Keep-Alive: timeout=5}), so that the two do not cross on the wire. 0: not at all.
     */
    static long keepNanos(Headers fields, long idleNanos) {
        String hint = fields.first(HeaderNames.KEEP_ALIVE);
        int at = hint == null ? -1 : hint.indexOf(TIMEOUT);
        if (hint == null || at < 0) {
            return idleNanos;
        }
        long seconds = 0;
        int digits = 0;
        for (int i = at + TIMEOUT.length(); i < hint.length() && digits < TIMEOUT_DIGITS_MAX; i++, digits++) {
            int digit = hint.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            seconds = seconds * 10 + digit;
        }
        return digits == 0 ? idleNanos : Math.min(idleNanos, TimeUnit.SECONDS.toNanos(Math.max(0, seconds - 1)));
    }
}
