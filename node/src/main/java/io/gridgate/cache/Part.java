package io.gridgate.cache;

import io.gridgate.http.Headers;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The octets of a whole that an answer of 206 has.
 *
 * @param first the position of the first of them
 * @param last the position of the last of them, included
 * @param whole how many the whole has
 *
 * <p>Thread-safety: immutable. Source: RFC 9110 14.4, 15.3.7; RFC 9111 3.3, 3.4.
 */
record Part(int first, int last, int whole) {

    private static final Pattern FORM = Pattern.compile("bytes (\\d{1,9})-(\\d{1,9})/(\\d{1,9})", Pattern.CASE_INSENSITIVE);

    /** Returns the part that the answer's fields speak of; null: none, several, or one that cannot be. */
    static @Nullable Part of(Headers answer) {
        String field = answer.count(CacheFields.CONTENT_RANGE) == 1 ? answer.first(CacheFields.CONTENT_RANGE) : null;
        Matcher range = FORM.matcher(field == null ? "" : field.strip());
        if (!range.matches()) {
            return null;
        }
        Part part = new Part(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)), Integer.parseInt(range.group(3)));
        return part.first <= part.last && part.last < part.whole ? part : null;
    }

    int length() {
        return last - first + 1;
    }

    boolean isWhole() {
        return length() == whole;
    }

    boolean has(ByteRange range) {
        return !range.isUnsatisfiable() && range.first() >= first && range.last() <= last;
    }

    /** Returns whether both are one without a gap. */
    private boolean meets(Part other) {
        return whole == other.whole && first <= other.last + 1L && other.first <= last + 1L;
    }

    private Part with(Part other) {
        return new Part(Math.min(first, other.first), Math.max(last, other.last), whole);
    }

    private String contentRange() {
        return "bytes " + first + '-' + last + '/' + whole;
    }

    /**
     * Returns the newer answer with the octets of the older one, if both are parts of the same whole and have no gap between them; else the newer one.
     *
     * @param octetsMax what both together may have
     */
    static StoredAnswer joined(StoredAnswer older, StoredAnswer newer, long octetsMax) {
        Part before = of(older.fields());
        Part now = of(newer.fields());
        if (before == null || now == null || !before.meets(now) || !isStrong(newer.etag()) || !Objects.equals(newer.etag(), older.etag())) {
            return newer;
        }
        Part all = before.with(now);
        if (all.length() > octetsMax) {
            return newer;
        }
        byte[] octets = new byte[all.length()];
        System.arraycopy(older.body(), 0, octets, before.first - all.first, older.body().length);
        System.arraycopy(newer.body(), 0, octets, now.first - all.first, newer.body().length);
        Headers fields = CacheFields.updated(older.fields(), newer.fields());
        if (all.isWhole()) {
            fields.remove(CacheFields.CONTENT_RANGE);
        } else {
            fields.set(CacheFields.CONTENT_RANGE, all.contentRange());
        }
        return new StoredAnswer(all.isWhole() ? 200 : 206, fields, octets, newer.receivedAtMillis(), newer.initialAgeSeconds(),
                newer.terms(), newer.variant(), newer.names(), newer.path(), Math.min(older.born(), newer.born()));
    }

    private static boolean isStrong(@Nullable String etag) {
        return etag != null && etag.startsWith("\"");
    }
}
