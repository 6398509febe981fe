package io.gridgate.route;

import io.gridgate.http.Target;

/**
 * The values of captures between their three forms: as {@link Target#path} has them (delimiters still encoded), decoded for
 * templates, and encoded for a new path.
 *
 * <p>Thread-safety: stateless.
 */
final class Captures {

    private Captures() {}

    /** Returns a segment of {@link Target#path} wholly decoded: what is still encoded there are ASCII octets, and every {@code %} is an escape's. */
    static String decode(String segment) {
        int percent = segment.indexOf('%');
        if (percent < 0) {
            return segment;
        }
        StringBuilder out = new StringBuilder(segment.length());
        int from = 0;
        for (; percent >= 0 && percent + 2 < segment.length(); percent = segment.indexOf('%', from)) {
            out.append(segment, from, percent).append((char) Integer.parseInt(segment, percent + 1, percent + 3, 16));
            from = percent + 3;
        }
        return out.append(segment, from, segment.length()).toString();
    }

    /**
     * Returns a stretch of {@link Target#path} encoded for a new path, its slashes kept and what was encoded still encoded: the form
     * of what a regular expression captured, which may span segments.
     */
    static String encodeStretch(String stretch) {
        StringBuilder out = new StringBuilder(stretch.length() + 8);
        int from = 0;
        for (int i = 0; i <= stretch.length(); i++) {
            boolean kept = i < stretch.length() && (stretch.charAt(i) == '/' || stretch.charAt(i) == '%');
            if (kept || i == stretch.length()) {
                out.append(Target.encodeSegment(stretch.substring(from, i)));
                if (kept) {
                    out.append(stretch.charAt(i));
                }
                from = i + 1;
            }
        }
        return out.toString();
    }
}
