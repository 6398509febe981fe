package io.gridgate.ingress;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The correlation ids of one loop: 128 random bits in hexadecimal. They tell exchanges apart and protect nothing, so a fast
 * generator with a strong seed is enough.
 *
 * <p>Thread-safety: confined to its loop.
 */
final class CorrelationIds {

    private static final int LENGTH_MAX = 128;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
    private final byte[] octets = new byte[32];

    /** Returns the client's id when it is 1 to 128 characters of {@code [A-Za-z0-9._-]}, else a new one. */
    String of(@Nullable String requested) {
        return requested != null && isSane(requested) ? requested : next();
    }

    /** Returns a new id. */
    String next() {
        write(random.nextLong(), 0);
        write(random.nextLong(), 16);
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private void write(long bits, int at) {
        for (int i = 0; i < 16; i++) {
            octets[at + i] = HEX[(int) (bits >>> 4 * i) & 15];
        }
    }

    private static boolean isSane(String id) {
        if (id.isEmpty() || id.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean allowed = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '.' || c == '_' || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
