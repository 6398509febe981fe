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

    private final Route route;
    private final String id;
    private final Set<String> methods;
    private final Conditions conditions;
    private final SegmentCaptures captures;
    private final int prefixLength;
    private final @Nullable Pattern regex;
    private final RouteDecision.@Nullable Found found;

    private Candidate(Route route, Set<String> methods, Conditions conditions, SegmentCaptures captures, int prefixLength,
            @Nullable Pattern regex, RouteDecision.@Nullable Found found) {
        this.route = route;
        this.id = route.id();
        this.methods = methods;
        this.conditions = conditions;
        this.captures = captures;
        this.prefixLength = prefixLength;
        this.regex = regex;
        this.found = found;
    }

    /**
     * Returns the candidate of a route.
     *
     * @param version of the conditions; null: the path states it, or the route wants none
     * @param prefix of the pattern: empty, or the version's segment with its slash ({@code /v2})
     */
    static Candidate of(Route route, @Nullable String version, String prefix, Shared shared) {
        var match = route.config().match();
        PathPattern path = match.path();
        Pattern regex = path instanceof PathPattern.Regex(String text, List<String> _) ? Pattern.compile(text) : null;
        RouteDecision.Found found = path.captures().isEmpty() ? new RouteDecision.Found(route, new RouteMatch(route.id(), Map.of())) : null;
        return new Candidate(route, shared.same(Set.copyOf(match.methods())), Conditions.compile(match, version),
                shared.same(SegmentCaptures.of(path, prefix.isEmpty() ? 0 : 1)), prefix.length(), regex, found);
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
        return found != null ? found : new RouteDecision.Found(route, new RouteMatch(id, captures(requestPath)));
    }

    private Map<String, String> captures(String requestPath) {
        return regex == null ? captures.of(requestPath) : regexCaptures(regex, requestPath.substring(prefixLength));
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
        if (!(route.config().match().path() instanceof PathPattern.Wildcard wildcard)) {
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
        return id;
    }
}
