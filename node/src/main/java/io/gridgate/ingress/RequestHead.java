package io.gridgate.ingress;

import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.http.Authority;
import io.gridgate.http.FieldNames;
import io.gridgate.http.Grammar;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.http.MalformedTargetException;
import io.gridgate.http.Target;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the head of one request says: its line, its fields, and the framing that follows from them.
 *
 * <p>Thread-safety: confined to one connection.
 */
final class RequestHead {

    /** The body has no length but its own end: it is chunked. */
    static final long CHUNKED = -1;

    /** There is no body at all. */
    static final long NO_BODY = -2;

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    private static final int LENGTH_DIGITS_MAX = 18;

    private final String method;
    private final String rawTarget;
    private final boolean http11;
    private final Headers headers = new Headers(16);
    private int hosts;
    private int lengths;
    private int codings;
    private @Nullable String host;
    private @Nullable String length;
    private @Nullable String coding;
    private boolean closeAsked;
    private boolean keepAliveAsked;
    private boolean continueExpected;

    RequestHead(String method, String rawTarget, boolean http11) {
        this.method = method;
        this.rawTarget = rawTarget;
        this.http11 = http11;
    }

    /** Adds the field of that line; names that frame the message are the constants of {@link HeaderNames}. */
    @SuppressWarnings("ReferenceEquality") // FieldNames gives the constants themselves
    void add(byte[] octets, int from, int to) {
        String name = FieldLine.parse(octets, from, to, headers);
        if (name == HeaderNames.HOST) {
            hosts++;
            host = lastValue();
        } else if (name == HeaderNames.CONTENT_LENGTH) {
            lengths++;
            length = lastValue();
        } else if (name == HeaderNames.TRANSFER_ENCODING) {
            codings++;
            coding = lastValue();
        } else if (name == HeaderNames.CONNECTION) {
            noteConnection(lastValue());
        } else if (name == HeaderNames.EXPECT) {
            continueExpected |= lastValue().equalsIgnoreCase("100-continue");
        }
    }

    private String lastValue() {
        return headers.value(headers.size() - 1);
    }

    /** RFC 9112 9.3: the options are a list. */
    private void noteConnection(String value) {
        if (value.equalsIgnoreCase("keep-alive")) {
            keepAliveAsked = true;
            return;
        }
        for (String option : value.split(",", -1)) {
            String token = option.strip();
            closeAsked |= token.equalsIgnoreCase("close");
            keepAliveAsked |= token.equalsIgnoreCase("keep-alive");
        }
    }

    /**
     * Returns the octets of the body, {@link #CHUNKED} or {@link #NO_BODY} (RFC 9112 6.3, and stricter: whatever two readers could
     * read in two ways is refused).
     */
    long checkedFraming() {
        checkMethod();
        if (hosts > 1 || hosts == 0 && http11) {
            throw refusal("the request needs exactly one Host");
        }
        if (codings > 0) {
            return chunked();
        }
        if (lengths == 0) {
            return NO_BODY;
        }
        if (lengths > 1 || length == null) {
            throw refusal("there is more than one Content-Length");
        }
        return length(length);
    }

    private long chunked() {
        if (lengths > 0) {
            throw refusal("there are both Content-Length and Transfer-Encoding");
        }
        if (!http11) {
            throw refusal("there is a Transfer-Encoding in a message of HTTP/1.0");
        }
        if (codings > 1 || coding == null || !coding.equalsIgnoreCase("chunked")) {
            throw refusal("the transfer coding is not exactly \"chunked\"");
        }
        return CHUNKED;
    }

    private static long length(String text) {
        if (text.isEmpty() || text.length() > LENGTH_DIGITS_MAX) {
            throw refusal("the Content-Length is not a number");
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw refusal("the Content-Length is not a number");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** A gateway has no tunnel to offer, and an echo of the request would show what proxies added to it (RFC 9110 9.3.8). */
    private void checkMethod() {
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            throw GatewayException.of(ErrorCode.METHOD_NOT_ALLOWED).with(java.util.Map.of(), Headers.of(HeaderNames.ALLOW, METHODS));
        }
    }

    /** Returns the authority that the request is for, {@code fallback} when HTTP/1.0 names none (it is then added as Host). */
    Authority checkedAuthority(String fallback) {
        String text = host;
        if (text == null) {
            text = fallback;
            headers.add(HeaderNames.HOST, fallback);
        }
        Authority authority = Authority.parse(text);
        if (authority == null) {
            throw refusal("the Host is not host[:port]");
        }
        return authority;
    }

    /**
     * Returns the target, whose absolute-form must name the same host as {@code Host} (RFC 9112 3.2.2, and stricter: there they may
     * differ).
     */
    Target checkedTarget(Authority authority) {
        try {
            if (rawTarget.charAt(0) == '/') {
                return Target.parse(rawTarget);
            }
            if (rawTarget.equals("*")) {
                if (!method.equals("OPTIONS")) {
                    throw refusal("the target * is for OPTIONS only");
                }
                return Target.parse(rawTarget);
            }
            return Target.parse(originForm(authority));
        } catch (MalformedTargetException e) {
            throw refusal(String.valueOf(e.getMessage()));
        }
    }

    private String originForm(Authority authority) {
        int scheme = rawTarget.indexOf("://");
        String name = scheme < 0 ? "" : rawTarget.substring(0, scheme).toLowerCase(Locale.ROOT);
        int defaultPort = name.equals("http") ? 80 : name.equals("https") ? 443 : 0;
        if (defaultPort == 0) {
            throw refusal("the target is neither a path nor an http URI");
        }
        int end = scheme + 3;
        while (end < rawTarget.length() && rawTarget.charAt(end) != '/' && rawTarget.charAt(end) != '?') {
            end++;
        }
        Authority named = Authority.parse(rawTarget.substring(scheme + 3, end));
        if (named == null || !named.host().equals(authority.host()) || port(named, defaultPort) != port(authority, defaultPort)) {
            throw refusal("the target names another host than Host");
        }
        String rest = rawTarget.substring(end);
        return rest.isEmpty() || rest.charAt(0) == '?' ? "/" + rest : rest;
    }

    private static int port(Authority authority, int defaultPort) {
        return authority.port() < 0 ? defaultPort : authority.port();
    }

    String method() {
        return method;
    }

    boolean isHttp11() {
        return http11;
    }

    Headers headers() {
        return headers;
    }

    /** Returns whether the client wants to go on with this connection (RFC 9112 9.3). */
    boolean isKeepAlive() {
        return !closeAsked && (http11 || keepAliveAsked);
    }

    /** Returns whether the client waits for 100 before it sends the body; HTTP/1.0 cannot (RFC 9110 10.1.1). */
    boolean isContinueExpected() {
        return continueExpected && http11;
    }

    /** Reads the first line (RFC 9112 3): method, target and version between single spaces. */
    static RequestHead parseLine(byte[] octets, int from, int to, int uriOctetsMax) {
        int first = space(octets, from, to);
        int second = first < 0 ? -1 : space(octets, first + 1, to);
        if (second < 0) {
            throw refusal("the request line is not \"method target version\"");
        }
        if (second - first - 1 > uriOctetsMax) {
            throw GatewayException.of(ErrorCode.URI_TOO_LONG);
        }
        for (int i = from; i < first; i++) {
            if (!Grammar.isTokenOctet(octets[i])) {
                throw refusal("the method is not a token");
            }
        }
        if (first == from || second == first + 1) {
            throw refusal("the request line is not \"method target version\"");
        }
        boolean http11 = isVersion11(octets, second + 1, to);
        String target = new String(octets, first + 1, second - first - 1, java.nio.charset.StandardCharsets.ISO_8859_1);
        return new RequestHead(FieldNames.method(octets, from, first), target, http11);
    }

    private static boolean isVersion11(byte[] octets, int from, int to) {
        boolean known = to - from == 8 && octets[from] == 'H' && octets[from + 1] == 'T' && octets[from + 2] == 'T'
                && octets[from + 3] == 'P'
                && octets[from + 4] == '/' && octets[from + 5] == '1' && octets[from + 6] == '.';
        if (!known || octets[from + 7] != '0' && octets[from + 7] != '1') {
            throw refusal("the version is neither HTTP/1.1 nor HTTP/1.0");
        }
        return octets[from + 7] == '1';
    }

    private static int space(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] == ' ') {
                return i;
            }
        }
        return -1;
    }

    private static GatewayException refusal(String message) {
        return GatewayException.of(ErrorCode.BAD_REQUEST, message);
    }
}
