package io.gridgate.config.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.gridgate.http.Grammar;
import io.gridgate.http.MalformedTargetException;
import io.gridgate.http.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The grammar of path patterns.
 *
 * <p>Thread-safety: stateless.
 */
final class PathSyntax {

    private static final int LENGTH_MAX = 2_048;
    private static final int SEGMENTS_MAX = 64;
    private static final Predicate<String> CAPTURE = java.util.regex.Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}").asMatchPredicate();

    private PathSyntax() {}

    static PathPattern parse(String text) {
        if (!text.startsWith("/") || text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no path pattern (expected: \"/\" first, at most " + LENGTH_MAX + " characters)");
        }
        checkCharacters(text);
        String[] parts = text.substring(1).split("/", -1);
        if (parts.length > SEGMENTS_MAX) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has " + parts.length + " segments (expected: at most " + SEGMENTS_MAX + ")");
        }
        List<PathPattern.Segment> segments = new ArrayList<>(parts.length);
        Set<String> names = new HashSet<>();
        boolean exact = true;
        for (int i = 0; i < parts.length; i++) {
            PathPattern.Segment segment = segment(text, parts[i], i == parts.length - 1, names);
            segments.add(segment);
            exact &= segment instanceof PathPattern.Segment.Literal;
        }
        return exact ? new PathPattern.Exact(text) : new PathPattern.Wildcard(text, segments);
    }

    private static void checkCharacters(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < 0x20 || c == 0x7F;
            if (control || c == '?' || c == '#' || c == '\\') {
                throw new IllegalArgumentException(
                        "\"" + text + "\" has " + (control ? "a control character" : "\"" + c + "\"") + ", which no path has");
            }
        }
    }

    private static PathPattern.Segment segment(String text, String part, boolean last, Set<String> names) {
        if (part.equals("**")) {
            if (!last) {
                throw new IllegalArgumentException("\"" + text + "\": \"**\" can only be the last segment");
            }
            return new PathPattern.Segment.Rest();
        }
        if (part.equals("*")) {
            return new PathPattern.Segment.AnyOne();
        }
        if (part.startsWith("{") && part.endsWith("}")) {
            return capture(text, part.substring(1, part.length() - 1), names);
        }
        checkLiteral(text, part, last);
        return new PathPattern.Segment.Literal(part);
    }

    private static PathPattern.Segment capture(String text, String name, Set<String> names) {
        if (!CAPTURE.test(name)) {
            throw new IllegalArgumentException("\"" + text + "\": \"{" + name + "}\" (expected: a name of letters, digits and \"_\")");
        }
        if (!names.add(name)) {
            throw new IllegalArgumentException("\"" + text + "\" captures \"" + name + "\" twice");
        }
        return new PathPattern.Segment.Capture(name);
    }

    private static void checkLiteral(String text, String part, boolean last) {
        if (part.indexOf('*') >= 0 || part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\": \"" + part + "\" (expected: a wildcard is a whole segment)");
        }
        if (part.isEmpty() && !last) {
            throw new IllegalArgumentException("\"" + text + "\" has an empty segment, which no normalised path has");
        }
        if (part.equals(".") || part.equals("..")) {
            throw new IllegalArgumentException("\"" + text + "\" has the segment \"" + part + "\", which no normalised path has");
        }
        try {
            if (!part.isEmpty() && normalised(part).isEmpty()) {
                throw new IllegalArgumentException("\"" + text + "\": no normalised path has the segment \"" + part + "\"");
            }
        } catch (MalformedTargetException e) {
            throw new IllegalArgumentException("\"" + text + "\": " + e.getMessage(), e);
        }
    }

    /** Returns a literal segment as requests' paths have it once they are decoded and normalised. */
    static String normalised(String segment) {
        if (isNormal(segment)) {
            return segment;
        }
        StringBuilder ascii = new StringBuilder("/");
        for (byte octet : segment.getBytes(StandardCharsets.UTF_8)) {
            if (octet > 0x20 && octet < 0x7F) {
                ascii.append((char) octet);
            } else {
                ascii.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return Target.parse(ascii.toString()).path().substring(1);
    }

    /** Returns whether the segment is surely its own normal form; most are. */
    private static boolean isNormal(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '.' || !Grammar.isUnreserved(c)) {
                return false;
            }
        }
        return !segment.isEmpty();
    }

    static PathPattern.Regex regex(String expression) {
        if (expression.isEmpty() || expression.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a regular expression of " + expression.length() + " characters (expected: 1-" + LENGTH_MAX + ")");
        }
        try {
            return new PathPattern.Regex(expression, List.copyOf(Pattern.compile(expression).namedGroups().keySet()));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("\"" + expression + "\" is no regular expression: " + e.getDescription(), e);
        }
    }
}
