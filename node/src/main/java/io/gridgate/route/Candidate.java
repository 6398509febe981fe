package io.gridgate.route;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.gridgate.config.route.PathPattern;
import io.gridgate.exchange.RouteMatch;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route at one place of the table: what it still wants of a request whose host and segments lead here, and how its captures
 * are taken from the path.
 *
 * <p>Thread-safety: immutable.
 */
final class Candidate {

    /** The tie-break of routes that meet at one place: captures before anonymous wildcards, more conditions, methods named, document order. */
    static final Comparator<Candidate> MOST_SPECIFIC_FIRST = Comparator.comparing(Candidate::shape)
            .thenComparing(Comparator.comparingInt((Candidate c) -> c.conditions.count()).reversed())
            .thenComparing(c -> c.methods.isEmpty())
            .thenComparingInt(c -> c.route.index());

    static final Candidate[] NONE = {};

    private final Route route;
    private final Set<String> methods;
    private final Conditions conditions;
    private final PathPattern path;
    private final int prefixSegments;
    private final int prefixLength;
    private final @Nullable Pattern regex;
    private final RouteDecision.@Nullable Found found;

    /** Creates the candidate of a pattern below {@code prefix}, which is empty or the version's segment with its slash ({@code /v2}). */
    Candidate(Route route, Conditions conditions, String prefix) {
        this.route = route;
        this.methods = route.config().match().methods();
        this.conditions = conditions;
        this.path = route.config().match().path();
        this.prefixSegments = prefix.isEmpty() ? 0 : 1;
        this.prefixLength = prefix.length();
        this.regex = path instanceof PathPattern.Regex(String text, List<String> _) ? Pattern.compile(text) : null;
        this.found = path.captures().isEmpty() ? new RouteDecision.Found(route, new RouteMatch(route.id(), Map.of())) : null;
    }

    /** Returns the methods it takes; empty: every one. */
    Set<String> methods() {
        return methods;
    }

    boolean takesMethod(String method) {
        return methods.isEmpty() || methods.contains(method);
    }

    boolean takes(MatchInput input) {
        return conditions.hold(input) && (regex == null || regex.matches(input.path().substring(prefixLength)));
    }

    RouteDecision.Found found(String requestPath) {
        return found != null ? found : new RouteDecision.Found(route, new RouteMatch(route.id(), captures(requestPath)));
    }

    private Map<String, String> captures(String requestPath) {
        return regex == null ? segmentCaptures(requestPath) : regexCaptures(regex, requestPath.substring(prefixLength));
    }

    private Map<String, String> segmentCaptures(String requestPath) {
        List<PathPattern.Segment> segments = path instanceof PathPattern.Wildcard wildcard ? wildcard.segments() : List.of();
        Map<String, String> values = HashMap.newHashMap(4);
        int from = 1;
        for (int i = -prefixSegments; i < segments.size(); i++) {
            int slash = requestPath.indexOf('/', from);
            int to = slash < 0 ? requestPath.length() : slash;
            if (i >= 0 && segments.get(i) instanceof PathPattern.Segment.Capture(String name)) {
                values.put(name, Captures.decode(requestPath.substring(from, to)));
            }
            from = Math.min(to + 1, requestPath.length());
        }
        return values;
    }

    private static Map<String, String> regexCaptures(Pattern regex, String requestPath) {
        Map<String, String> values = HashMap.newHashMap(4);
        Matcher matcher = regex.matcher(requestPath);
        if (matcher.matches()) {
            regex.namedGroups().keySet().forEach(name -> {
                String value = matcher.group(name);
                values.put(name, value == null ? "" : value);
            });
        }
        return values;
    }

    /** Returns a text that sorts captured segments before anonymous ones, segment by segment. */
    private String shape() {
        if (!(path instanceof PathPattern.Wildcard wildcard)) {
            return "";
        }
        StringBuilder shape = new StringBuilder(wildcard.segments().size());
        for (PathPattern.Segment segment : wildcard.segments()) {
            shape.append(switch (segment) {
                case PathPattern.Segment.Literal _ -> 'a';
                case PathPattern.Segment.Capture _ -> 'b';
                case PathPattern.Segment.AnyOne _ -> 'c';
                case PathPattern.Segment.Rest _ -> 'd';
            });
        }
        return shape.toString();
    }

    @Override
    public String toString() {
        return route.id();
    }
}
