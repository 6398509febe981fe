package io.gridgate.http;

/**
 * The fields that concern one connection and are never forwarded (RFC 9110 7.6.1).
 *
 * <p>Thread-safety: stateless.
 */
public final class HopByHop {

    private HopByHop() {}

    /** Returns whether the field concerns one connection by its name alone. */
    public static boolean isHopByHop(String name) {
        return switch (name.length()) {
            case 2 -> name.equalsIgnoreCase(HeaderNames.TE);
            case 7 -> name.equalsIgnoreCase(HeaderNames.UPGRADE) || name.equalsIgnoreCase(HeaderNames.TRAILER);
            case 10 -> name.equalsIgnoreCase(HeaderNames.CONNECTION) || name.equalsIgnoreCase(HeaderNames.KEEP_ALIVE);
            case 16 -> name.equalsIgnoreCase(HeaderNames.PROXY_CONNECTION);
            case 17 -> name.equalsIgnoreCase(HeaderNames.TRANSFER_ENCODING);
            case 18 -> name.equalsIgnoreCase(HeaderNames.PROXY_AUTHENTICATE);
            case 19 -> name.equalsIgnoreCase(HeaderNames.PROXY_AUTHORIZATION);
            default -> false;
        };
    }

    /**
     * Removes the hop-by-hop fields and those that {@code Connection} names. Fields that a gateway's own decisions rest on
     * cannot be named away: {@code Host}, {@code Authorization}, {@code Cookie}, {@code Via}, {@code X-Forwarded-*},
     * {@code X-Request-Id}, {@code Content-Length} (a client could otherwise hide them from the backend).
     */
    public static void strip(Headers headers) {
        String named = headers.joined(HeaderNames.CONNECTION);
        headers.removeIf(HopByHop::isHopByHop);
        if (named == null || named.equalsIgnoreCase("keep-alive") || named.equalsIgnoreCase("close")) {
            return;
        }
        for (String option : named.split(",", -1)) {
            String name = option.strip();
            if (!name.isEmpty() && !isProtected(name)) {
                headers.remove(name);
            }
        }
    }

    private static boolean isProtected(String name) {
        return name.equalsIgnoreCase(HeaderNames.HOST)
                || name.equalsIgnoreCase(HeaderNames.AUTHORIZATION)
                || name.equalsIgnoreCase(HeaderNames.COOKIE)
                || name.equalsIgnoreCase(HeaderNames.VIA)
                || name.equalsIgnoreCase(HeaderNames.FORWARDED)
                || name.equalsIgnoreCase(HeaderNames.CONTENT_LENGTH)
                || name.equalsIgnoreCase(HeaderNames.X_REQUEST_ID)
                || name.regionMatches(true, 0, "X-Forwarded-", 0, 12);
    }
}
