package io.gridgate.admin;

import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Request;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may call the API: whoever bears a token, or anybody on this machine but the pages of a browser when no token is configured.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Gate {

    private static final String SCHEME = "bearer ";

    private final @Nullable TokenFile tokens;

    Gate(@Nullable TokenFile tokens) {
        this.tokens = tokens;
    }

    /** Returns whether calls need a token. */
    boolean asksForToken() {
        return tokens != null;
    }

    /**
     * Refuses what a page of another site makes a browser send: a foreign {@code Origin}, or, where no token protects the API, a name that
     * such a page had resolved to this machine.
     */
    void checkSite(Request request) {
        String host = request.authority().toString();
        String origin = request.headers().first("Origin");
        if (origin != null && !origin.endsWith("://" + host)) {
            throw GatewayException.of(ErrorCode.FORBIDDEN, "a page of another origin must not call the admin API");
        }
        if (tokens == null && !isLiteralOrLocal(request.authority().host())) {
            throw GatewayException.of(ErrorCode.FORBIDDEN, "without a token the admin API answers only to an address or localhost");
        }
    }

    /** Refuses a call without a known token; blocks on the disk. */
    void checkToken(@Nullable String authorization) {
        if (tokens == null) {
            return;
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refusal("Bearer realm=\"gridgate\"");
        }
        if (!tokens.accepts(authorization.substring(SCHEME.length()).strip())) {
            throw refusal("Bearer realm=\"gridgate\", error=\"invalid_token\"");
        }
    }

    private static boolean isLiteralOrLocal(String host) {
        return host.startsWith("[") || host.indexOf(':') >= 0 || host.equalsIgnoreCase("localhost") || host.endsWith(".localhost")
                || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    private static GatewayException refusal(String challenge) {
        return GatewayException.of(ErrorCode.UNAUTHENTICATED, "the admin API asks for a bearer token")
                .with(Map.of(), Headers.of(HeaderNames.WWW_AUTHENTICATE, challenge));
    }
}
