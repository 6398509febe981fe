package io.gridgate.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The host and port that a request is for (RFC 9110 7.2): a name, an IPv4 address or a bracketed IPv6 address.
 *
 * @param host in lower case, brackets kept, never empty
 * @param port 1 to 65535, or -1 when none was written
 *
 * <p>Thread-safety: immutable.
 */
public record Authority(String host, int port) {

    /** Returns the authority that the text states, or null when it is not {@code host[:port]}. */
    public static @Nullable Authority parse(String text) {
        int hostEnd = text.startsWith("[") ? text.indexOf(']') + 1 : hostEnd(text);
        if (hostEnd <= 0 || !isHost(text, hostEnd)) {
            return null;
        }
        if (hostEnd == text.length()) {
            return new Authority(lower(text), -1);
        }
        int port = text.charAt(hostEnd) == ':' ? port(text, hostEnd + 1) : -1;
        return port < 0 ? null : new Authority(lower(text.substring(0, hostEnd)), port);
    }

    private static int hostEnd(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text.length() : colon;
    }

    private static boolean isHost(String text, int end) {
        boolean literal = text.charAt(0) == '[';
        for (int i = literal ? 1 : 0; i < (literal ? end - 1 : end); i++) {
            char c = text.charAt(i);
            boolean allowed = literal ? Grammar.hexDigit(c) >= 0 || c == ':' || c == '.' : Grammar.isUnreserved(c) && c != '~';
            if (!allowed) {
                return false;
            }
        }
        return !literal || end > 3;
    }

    private static int port(String text, int from) {
        int port = 0;
        for (int i = from; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i - from > 4) {
                return -1;
            }
            port = port * 10 + digit;
        }
        return port >= 1 && port <= 65_535 ? port : -1;
    }

    private static String lower(String host) {
        for (int i = 0; i < host.length(); i++) {
            if (host.charAt(i) >= 'A' && host.charAt(i) <= 'Z') {
                return host.toLowerCase(Locale.ROOT);
            }
        }
        return host;
    }

    @Override
    public String toString() {
        return port < 0 ? host : host + ':' + port;
    }
}
