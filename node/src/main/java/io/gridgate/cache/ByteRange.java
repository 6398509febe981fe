package io.gridgate.cache;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One range of octets of a body.
 *
 * @param first the position of the first octet; -1: the range lies beyond the body
 * @param last the position of the last octet, included
 *
 * <p>Thread-safety: immutable. Source: RFC 9110 14.1.2.
 */
record ByteRange(int first, int last) {

    private static final Pattern SINGLE = Pattern.compile("\\s*bytes\\s*=\\s*(\\d{0,10})-(\\d{0,10})\\s*", Pattern.CASE_INSENSITIVE);

    /** Returns the range of a body of that length, or null when the field names several, or none that is understood. */
    static @Nullable ByteRange parse(String field, int length) {
        Matcher range = SINGLE.matcher(field);
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return null;
        }
        if (range.group(1).isEmpty()) {
            long suffix = Long.parseLong(range.group(2));
            return suffix == 0 || length == 0 ? new ByteRange(-1, -1) : new ByteRange((int) Math.max(0, length - suffix), length - 1);
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
        if (last < first) {
            return null;
        }
        return first >= length ? new ByteRange(-1, -1) : new ByteRange((int) first, (int) Math.min(last, length - 1L));
    }

    int length() {
        return last - first + 1;
    }

    boolean isUnsatisfiable() {
        return first < 0;
    }
}
