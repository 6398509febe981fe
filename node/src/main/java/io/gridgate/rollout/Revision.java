package io.gridgate.rollout;

import java.time.Instant;

/**
 * What is known of one revision of the gateway document; the document itself is found by its SHA-256.
 *
 * <p>Thread-safety: immutable.
 *
 * @param number from 1, one more than the parent's
 * @param sha256 of the packed document, in lower-case hexadecimal
 * @param parentSha256 of the revision that it replaced; empty for the first one
 * @param created when it was proposed, to the millisecond
 * @param author who proposed it, at most {@link #AUTHOR_CHARS_MAX}
 * @param message why, at most {@link #MESSAGE_CHARS_MAX}; may be empty
 * @param sizeBytes of the packed document
 */
public record Revision(long number, String sha256, String parentSha256, Instant created, String author, String message, int sizeBytes) {

    /** The longest author that is kept; a longer one is cut. */
    public static final int AUTHOR_CHARS_MAX = 200;
    /** The longest message that is kept; a longer one is cut. */
    public static final int MESSAGE_CHARS_MAX = 1000;

    public Revision {
        if (number < 1) {
            throw new IllegalArgumentException("number: " + number + " (expected: >= 1)");
        }
        created = Instant.ofEpochMilli(created.toEpochMilli());
        author = cut(author, AUTHOR_CHARS_MAX);
        message = cut(message, MESSAGE_CHARS_MAX);
    }

    /** Returns whether both are the same document under the same number. */
    public boolean isSameAs(Revision other) {
        return number == other.number && sha256.equals(other.sha256);
    }

    private static String cut(String text, int charsMax) {
        return text.length() <= charsMax ? text : text.substring(0, charsMax);
    }
}
