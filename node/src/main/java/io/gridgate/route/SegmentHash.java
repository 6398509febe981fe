package io.gridgate.route;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The hash of a segment of a path, by a polynomial whose base each JVM draws by lot: segments that collide here are not known in advance.
 *
 * <p>Thread-safety: stateless.
 */
final class SegmentHash {

    /** Odd, so that no character is lost. */
    private static final long BASE = ThreadLocalRandom.current().nextLong() | 1;

    private SegmentHash() {}

    /** Returns the hash of that stretch of the text; its highest bits are the best ones. */
    static int of(String text, int from, int to) {
        long hash = 1;
        for (int i = from; i < to; i++) {
            hash = (hash + text.charAt(i)) * BASE;
        }
        return (int) (hash >>> 32);
    }
}
