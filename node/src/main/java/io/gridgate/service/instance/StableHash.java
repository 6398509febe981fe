package io.gridgate.service.instance;

/**
 * A hash of texts that is the same on every node and in every run, so that nodes agree by it without a word.
 *
 * <p>Thread-safety: stateless.
 * <p>Source: FNV-1a (Fowler, Noll, Vo), and the finalizer of MurmurHash3, which spreads its high bits.
 */
public final class StableHash {

    private StableHash() {}

    /** Returns the hash of the text's characters. */
    public static long of(String text) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(hash);
    }

    /** Returns the bits spread out: inputs that differ in one bit give outputs that differ in about half of them. */
    public static long mix(long bits) {
        long hash = (bits ^ bits >>> 33) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
        return hash ^ hash >>> 33;
    }
}
