package io.gridgate.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request target in origin-form, decoded and normalised once.
 *
 * <p>Three readings of one path: {@link #path} is what patterns match (percent-decoded as UTF-8, dot segments removed, runs
 * of slashes merged, {@code ;parameters} of a segment dropped); {@link #forwardPath} is what a backend gets, the same
 * segments in their encoded form; {@link #decodedSlashPath} is the path as a backend reads it that takes {@code %2F} and
 * {@code %5C} for slashes, which a router must find leading to the same route. {@code %2F}, {@code %5C}, {@code %3B} and
 * {@code %25} stay encoded in {@code path}, so that no segment gains a delimiter by decoding.
 *
 * <p>Octets that are no UTF-8 read as U+FFFD in {@code path} and stay as they came in {@code forwardPath}.
 *
 * <p>Thread-safety: immutable. Source: RFC 3986 5.2.4 and 6.2.2.
 */
public final class Target {

    private final String path;
    private final String forwardPath;
    private final @Nullable String query;
    private final @Nullable String decodedSlashPath;

    private Target(String path, String forwardPath, @Nullable String query, @Nullable String decodedSlashPath) {
        this.path = path;
        this.forwardPath = forwardPath;
        this.query = query;
        this.decodedSlashPath = decodedSlashPath;
    }

    /**
     * Returns the target of that origin-form, or the {@code *} of OPTIONS.
     *
     * @throws MalformedTargetException when it is empty or relative, has {@code %} without two hexadecimal digits,
     *     {@code %00}, a raw octet that RFC 3986 does not allow, climbs above the root, hides a dot segment behind an
     *     encoded slash, or has a segment of nothing but parameters, which backends read as none or as an empty one
     */
    public static Target parse(String raw) {
        if (raw.equals("*")) {
            return new Target("*", "*", null, null);
        }
        int mark = raw.indexOf('?');
        String query = mark < 0 ? null : raw.substring(mark + 1);
        String path = mark < 0 ? raw : raw.substring(0, mark);
        if (path.isEmpty() || path.charAt(0) != '/') {
            throw new MalformedTargetException("the target must begin with a slash");
        }
        checkOctets(raw);
        return isPlain(path) ? new Target(path, path, query, null) : normalised(path, query);
    }

    /** Returns the normalised, decoded path that patterns match: begins with a slash. */
    public String path() {
        return path;
    }

    /** Returns the normalised, encoded path for the backend: begins with a slash. */
    public String forwardPath() {
        return forwardPath;
    }

    /** Returns the query without its question mark, as it came, or null when there is none. */
    public @Nullable String query() {
        return query;
    }

    /** Returns the path as a backend reads it that decodes slashes, or null when that reading is the same. */
    public @Nullable String decodedSlashPath() {
        return decodedSlashPath;
    }

    /** Returns the encoded path and query, as a request line bears it. */
    public String forwardTarget() {
        return query == null ? forwardPath : forwardPath + '?' + query;
    }

    /** Returns the first value of that query parameter, percent-decoded with {@code +} as a space, or null. */
    public @Nullable String queryParameter(String name) {
        List<String> values = queryParameters(name, 1);
        return values.isEmpty() ? null : values.getFirst();
    }

    /** Returns all values of that query parameter, in order, percent-decoded with {@code +} as a space; empty when there is none. */
    public List<String> queryParameters(String name) {
        return queryParameters(name, Integer.MAX_VALUE);
    }

    private List<String> queryParameters(String name, int max) {
        if (query == null) {
            return List.of();
        }
        List<String> values = new ArrayList<>(1);
        int from = 0;
        while (from <= query.length() && values.size() < max) {
            int and = query.indexOf('&', from);
            int to = and < 0 ? query.length() : and;
            int equals = query.indexOf('=', from);
            int nameEnd = equals < 0 || equals > to ? to : equals;
            if (decodeForm(query.substring(from, nameEnd)).equals(name)) {
                values.add(nameEnd == to ? "" : decodeForm(query.substring(nameEnd + 1, to)));
            }
            from = to + 1;
        }
        return values;
    }

    /** Returns the text with every octet that is not unreserved percent-encoded, fit for one path segment. */
    public static String encodeSegment(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            appendOctet(out, b & 0xff);
        }
        return out.toString();
    }

    private static Target normalised(String path, @Nullable String query) {
        List<String> segments = new ArrayList<>();
        boolean endsWithSlash = path.endsWith("/");
        boolean encodedSlash = false;
        for (String raw : path.substring(1).split("/", -1)) {
            String bare = decode(withoutParameters(raw), false);
            endsWithSlash = raw.isEmpty() || bare.equals(".") || bare.equals("..");
            if (bare.equals("..")) {
                if (segments.isEmpty()) {
                    throw new MalformedTargetException("the target climbs above the root");
                }
                segments.removeLast();
            } else if (bare.isEmpty() && !raw.isEmpty()) {
                throw new MalformedTargetException("the target has a segment of nothing but parameters");
            } else if (!raw.isEmpty() && !bare.equals(".")) {
                segments.add(raw);
                encodedSlash |= hidesSlash(raw, bare);
            }
        }
        StringBuilder matched = new StringBuilder(path.length());
        StringBuilder forwarded = new StringBuilder(path.length());
        for (String raw : segments) {
            matched.append('/').append(decode(withoutParameters(raw), false));
            forwarded.append('/').append(canonical(raw));
        }
        if (endsWithSlash || segments.isEmpty()) {
            matched.append('/');
            forwarded.append('/');
        }
        String decodedSlashes = encodedSlash ? decodeSlashes(matched.toString()) : null;
        return new Target(matched.toString(), forwarded.toString(), query, decodedSlashes);
    }

    /** Returns whether the segment has an encoded slash or backslash; refuses one that hides a dot segment. */
    private static boolean hidesSlash(String raw, String bare) {
        if (raw.indexOf('%') < 0) {
            return false;
        }
        String opened = decodeSlashes(bare);
        if (opened.equals(bare)) {
            return false;
        }
        for (String part : opened.split("/", -1)) {
            if (part.equals(".") || part.equals("..")) {
                throw new MalformedTargetException("the target hides a dot segment behind an encoded slash");
            }
        }
        return true;
    }

    private static String decodeSlashes(String path) {
        String opened = path.replace("%2F", "/").replace("%5C", "/");
        while (opened.contains("//")) {
            opened = opened.replace("//", "/");
        }
        return opened;
    }

    private static String withoutParameters(String segment) {
        int semicolon = segment.indexOf(';');
        return semicolon < 0 ? segment : segment.substring(0, semicolon);
    }

    /** Returns whether the path is already its own normal form: unreserved characters and single slashes, no dot segment. */
    private static boolean isPlain(String path) {
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || c == ';' || before == '/' && (c == '/' || c == '.')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    /** RFC 9112 3.2: no control, space, fragment, backslash or raw non-ASCII octet. Quotes and braces, which browsers send, are harmless. */
    private static void checkOctets(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                boolean whole = i + 2 < raw.length();
                int high = whole ? Grammar.hexDigit(raw.charAt(i + 1)) : -1;
                int low = whole ? Grammar.hexDigit(raw.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    throw new MalformedTargetException("the target has a % without two hexadecimal digits");
                }
                if (high == 0 && low == 0) {
                    throw new MalformedTargetException("the target has an encoded NUL");
                }
            } else if (c <= 0x20 || c >= 0x7f || c == '#' || c == '\\') {
                throw new MalformedTargetException("the target has an octet that must be percent-encoded: 0x" + Integer.toHexString(c));
            }
        }
    }

    /** Returns the segment with unreserved triplets decoded and the others in capitals (RFC 3986 6.2.2). */
    private static String canonical(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        StringBuilder out = new StringBuilder(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c != '%') {
                out.append(c);
            } else {
                appendOctet(out, octetAt(segment, i));
                i += 2;
            }
        }
        return out.toString();
    }

    /** Returns the segment percent-decoded as UTF-8; delimiters stay encoded unless it is a form value. */
    private static String decode(String segment, boolean form) {
        if (segment.indexOf('%') < 0 && !form) {
            return segment;
        }
        byte[] octets = new byte[segment.length() * 3];
        int n = 0;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                int octet = octetAt(segment, i);
                i += 2;
                if (!form && (octet == '/' || octet == '\\' || octet == ';' || octet == '%' || octet < 0x20 || octet == 0x7f)) {
                    octets[n++] = '%';
                    octets[n++] = (byte) Character.toUpperCase(segment.charAt(i - 1));
                    octets[n++] = (byte) Character.toUpperCase(segment.charAt(i));
                } else {
                    octets[n++] = (byte) octet;
                }
            } else {
                octets[n++] = (byte) (form && c == '+' ? ' ' : c);
            }
        }
        return new String(octets, 0, n, StandardCharsets.UTF_8);
    }

    private static String decodeForm(String text) {
        return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : decode(text, true);
    }

    private static int octetAt(String text, int percent) {
        return Grammar.hexDigit(text.charAt(percent + 1)) << 4 | Grammar.hexDigit(text.charAt(percent + 2));
    }

    private static void appendOctet(StringBuilder out, int octet) {
        if (Grammar.isUnreserved(octet)) {
            out.append((char) octet);
        } else {
            out.append('%').append(Character.toUpperCase(Character.forDigit(octet >> 4, 16)))
                    .append(Character.toUpperCase(Character.forDigit(octet & 15, 16)));
        }
    }

    @Override
    public String toString() {
        return forwardTarget();
    }
}
