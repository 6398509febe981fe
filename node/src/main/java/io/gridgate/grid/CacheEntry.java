package io.gridgate.grid;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the grid has under a key of stored answers: the format's version, the place of what is there among all that was done with the key, and the octets
 * of the answers. Without those nothing is stored, and what was claimed before that place is out of date.
 *
 * <p>Thread-safety: stateless.
 */
final class CacheEntry {

    static final int VERSION = 1;
    private static final int HEAD = 1 + Long.BYTES;
    private static final byte[] NOTHING = {};

    private CacheEntry() {}

    static byte[] of(long order, byte[] answers) {
        return ByteBuffer.allocate(HEAD + answers.length).put((byte) VERSION).putLong(order).put(answers).array();
    }

    /** Returns the place; 0 if nothing is there, or what a node of another version has left. */
    static long order(byte @Nullable [] entry) {
        return entry == null || !isMine(entry) ? 0 : ByteBuffer.wrap(entry).getLong(1);
    }

    /** Returns the octets of the answers; empty: nothing is stored. */
    static byte[] answers(byte @Nullable [] entry) {
        return entry == null || !isMine(entry) ? NOTHING : Arrays.copyOfRange(entry, HEAD, entry.length);
    }

    /** Returns whether there are any. */
    static boolean hasAnswers(byte @Nullable [] entry) {
        return entry != null && isMine(entry) && entry.length > HEAD;
    }

    private static boolean isMine(byte[] entry) {
        return entry.length >= HEAD && entry[0] == VERSION;
    }
}
