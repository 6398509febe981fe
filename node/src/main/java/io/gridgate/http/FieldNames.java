package io.gridgate.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The strings of the field names and methods that clients and backends usually send, found by their octets without making a string.
 * Names of {@link HeaderNames} are those constants themselves, so that they may be compared by reference first.
 *
 * <p>Thread-safety: immutable tables.
 */
public final class FieldNames {

    private static final int SLOTS = 256;
    private static final String[] TABLE = new String[SLOTS * 4];

    static {
        List.of(HeaderNames.ACCEPT, HeaderNames.ALLOW, HeaderNames.AUTHORIZATION, HeaderNames.CONNECTION, HeaderNames.CONTENT_LENGTH,
                HeaderNames.CONTENT_TYPE, HeaderNames.COOKIE, HeaderNames.DATE, HeaderNames.EXPECT, HeaderNames.FORWARDED, HeaderNames.HOST,
                HeaderNames.KEEP_ALIVE, HeaderNames.PROXY_AUTHORIZATION, HeaderNames.PROXY_CONNECTION, HeaderNames.TE,
                HeaderNames.TRACEPARENT,
                HeaderNames.TRAILER, HeaderNames.TRANSFER_ENCODING, HeaderNames.UPGRADE, HeaderNames.USER_AGENT, HeaderNames.VIA,
                HeaderNames.X_FORWARDED_FOR, HeaderNames.X_FORWARDED_HOST, HeaderNames.X_FORWARDED_PORT, HeaderNames.X_FORWARDED_PROTO,
                HeaderNames.X_REQUEST_ID, "Accept-Encoding", "Accept-Language", "Cache-Control", "Content-Encoding", "If-Match",
                "If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "Max-Forwards", "Origin", "Pragma", "Priority", "Range",
                "Referer", "Accept-Ranges", "Access-Control-Allow-Origin", "Age", "Content-Disposition", "Content-Language", "ETag",
                "Expires", "Last-Modified", HeaderNames.LOCATION, HeaderNames.RETRY_AFTER, HeaderNames.SERVER, "Set-Cookie",
                "Strict-Transport-Security", "Vary",
                "X-Content-Type-Options", "X-Frame-Options", HeaderNames.X_POWERED_BY,
                "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-User", "Upgrade-Insecure-Requests", "X-API-Key",
                "X-API-Version", "X-Requested-With", "tracestate").forEach(FieldNames::put);
    }

    private FieldNames() {}

    /** Returns the name in {@code octets[from..to)}: a constant when it is a usual one in whatever case, else a new string. */
    public static String of(byte[] octets, int from, int to) {
        int slot = slot(octets[from], octets[to - 1], to - from);
        for (int i = slot; i < slot + 4; i++) {
            String candidate = TABLE[i];
            if (candidate == null) {
                break;
            }
            if (candidate.length() == to - from && matches(candidate, octets, from)) {
                return candidate;
            }
        }
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static boolean matches(String name, byte[] octets, int from) {
        for (int i = 0; i < name.length(); i++) {
            int a = name.charAt(i);
            int b = octets[from + i];
            // Names are tokens: where letters differ in their case alone, bit 5 differs; no two other token characters are so alike
            // that one of them stands in the table.
            if (a != b && ((a ^ b) != 0x20 || !isLetter(a))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(int c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    private static void put(String name) {
        int slot = slot((byte) name.charAt(0), (byte) name.charAt(name.length() - 1), name.length());
        for (int i = slot; i < slot + 4; i++) {
            if (TABLE[i] == null) {
                TABLE[i] = name;
                return;
            }
        }
        throw new IllegalStateException("name: " + name + " (expected: at most four names in its slot)");
    }

    private static int slot(byte first, byte last, int length) {
        int hash = (first & 0x1f) * 31 + (last & 0x1f) * 7 + length * 13;
        return (hash & SLOTS - 1) * 4;
    }

    /** Returns the method in {@code octets[from..to)}: a constant when it is a usual one, else a new string. */
    public static String method(byte[] octets, int from, int to) {
        String known = switch (to - from) {
            case 3 -> octets[from] == 'G' ? "GET" : "PUT";
            case 4 -> octets[from] == 'P' ? "POST" : "HEAD";
            case 5 -> octets[from] == 'P' ? "PATCH" : "TRACE";
            case 6 -> "DELETE";
            case 7 -> octets[from] == 'O' ? "OPTIONS" : "CONNECT";
            default -> null;
        };
        return known != null && isExactly(known, octets, from) ? known : new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static boolean isExactly(@Nullable String text, byte[] octets, int from) {
        for (int i = 0; text != null && i < text.length(); i++) {
            if (text.charAt(i) != octets[from + i]) {
                return false;
            }
        }
        return true;
    }
}
