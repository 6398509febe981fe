package io.gridgate.route;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A choice among alternatives by weight, from a random number or from a key that always chooses the same.
 *
 * <p>The hash (FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv, finished as in MurmurHash3) is fixed for ever, so that all nodes
 * of all versions agree; keys move only where a boundary between two weights moves.
 *
 * <p>Thread-safety: immutable.
 */
final class WeightedChoice {

    private final long[] ends;
    private final long salt;

    private WeightedChoice(long[] ends, long salt) {
        this.ends = ends;
        this.salt = salt;
    }

    /** Returns the choice among these weights (>= 0, at least one above 0); {@code name} keeps the choices of two names independent. */
    static WeightedChoice of(String name, List<Integer> weights) {
        long[] ends = new long[weights.size()];
        long sum = 0;
        for (int i = 0; i < ends.length; i++) {
            sum += weights.get(i);
            ends[i] = sum;
        }
        if (sum <= 0) {
            throw new IllegalArgumentException("weights: " + weights + " (expected: one above 0)");
        }
        return new WeightedChoice(ends, hash(name, 0));
    }

    /** Returns the sum of the weights. */
    long total() {
        return ends[ends.length - 1];
    }

    /** Returns the alternative that owns the point {@code at} (0 to {@link #total} - 1). */
    int at(long at) {
        int i = 0;
        while (at >= ends[i]) {
            i++;
        }
        return i;
    }

    /** Returns the alternative of that key. */
    int of(String key) {
        return at(Math.unsignedMultiplyHigh(hash(key, salt), total()));
    }

    private static long hash(String text, long seed) {
        long h = 0xcbf29ce484222325L ^ seed;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            h = (h ^ b & 0xff) * 0x100000001b3L;
        }
        h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
        h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
        return h ^ h >>> 33;
    }
}
