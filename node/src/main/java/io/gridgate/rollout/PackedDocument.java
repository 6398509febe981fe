package io.gridgate.rollout;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A gateway document as octets, and their SHA-256: the same octets have the same name on every node.
 *
 * <p>Thread-safety: immutable.
 */
public final class PackedDocument {

    private final byte[] bytes;
    private final String sha256;

    private PackedDocument(byte[] bytes) {
        this.bytes = bytes;
        this.sha256 = digest(bytes);
    }

    /** Returns the document of these octets, which are copied. */
    public static PackedDocument of(byte[] bytes) {
        return new PackedDocument(bytes.clone());
    }

    /** Returns a copy of the octets. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Returns how many octets there are. */
    public int size() {
        return bytes.length;
    }

    /** Returns the SHA-256 of the octets in lower-case hexadecimal. */
    public String sha256() {
        return sha256;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackedDocument document && document.sha256.equals(sha256);
    }

    @Override
    public int hashCode() {
        return sha256.hashCode();
    }

    @Override
    public String toString() {
        return sha256 + " (" + bytes.length + " bytes)";
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every Java runtime)", e);
        }
    }
}
