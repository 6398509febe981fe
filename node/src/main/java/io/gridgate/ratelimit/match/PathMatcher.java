package io.gridgate.ratelimit.match;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.PathPattern.Segment;
import io.gridgate.http.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests that a limit's path pattern takes, and what it captures of their paths.
 *
 * <p>A path with an encoded slash matches in either reading, so that no spelling gets a request past a limit that its backend would read as limited.
 *
 * <p>Thread-safety: immutable.
 */
public final class PathMatcher {

    private final String[] literals;
    private final PathPattern pattern;
    private final @Nullable Pattern regex;

    private PathMatcher(String[] literals, PathPattern pattern, @Nullable Pattern regex) {
        this.literals = literals;
        this.pattern = pattern;
        this.regex = regex;
    }

    /** Returns the matcher of that pattern. */
    public static PathMatcher of(PathPattern pattern) {
        String[] literals = pattern.normalForm().substring(1).split("/", -1);
        return new PathMatcher(literals, pattern, pattern instanceof PathPattern.Regex(String text, List<String> _) ? Pattern.compile(text)
                : null);
    }

    /** Returns what is captured (key: name → value: segment as it stands in the path); null: the pattern does not take the request. */
    public @Nullable Map<String, String> match(Target target) {
        Map<String, String> captures = match(target.path());
        String otherReading = target.decodedSlashPath();
        return captures == null && otherReading != null ? match(otherReading) : captures;
    }

    private @Nullable Map<String, String> match(String path) {
        return switch (pattern) {
            case PathPattern.Regex _ -> matchRegex(path);
            case PathPattern.Exact _ -> path.equals(pattern.normalForm()) ? Map.of() : null;
            case PathPattern.Wildcard(String _, List<Segment> segments) -> matchSegments(segments, path);
        };
    }

    private @Nullable Map<String, String> matchRegex(String path) {
        if (regex == null) {
            return null;
        }
        Matcher matcher = regex.matcher(path);
        if (!matcher.matches()) {
            return null;
        }
        Map<String, String> captures = new HashMap<>();
        for (String name : pattern.captures()) {
            String value = matcher.group(name);
            captures.put(name, value == null ? "" : value);
        }
        return captures;
    }

    private @Nullable Map<String, String> matchSegments(List<Segment> segments, String path) {
        Map<String, String> captures = pattern.captures().isEmpty() ? Map.of() : new HashMap<>();
        int from = 1;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            if (segment instanceof Segment.Rest) {
                return captures;
            }
            if (from > path.length()) {
                return null;
            }
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            boolean literal = segment instanceof Segment.Literal;
            if (literal ? !isAt(path, from, to, literals[i]) : from == to) {
                return null;
            }
            if (segment instanceof Segment.Capture(String name)) {
                captures.put(name, path.substring(from, to));
            }
            from = to + 1;
        }
        return from > path.length() ? captures : null;
    }

    private static boolean isAt(String path, int from, int to, String literal) {
        return to - from == literal.length() && path.startsWith(literal, from);
    }
}
