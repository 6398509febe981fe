package io.gridgate.config.keys;

import static io.gridgate.config.shape.Scalars.anyText;
import static io.gridgate.config.shape.Scalars.bool;
import static io.gridgate.config.shape.Scalars.text;
import static io.gridgate.config.shape.Shapes.forms;
import static io.gridgate.config.shape.Shapes.named;
import static io.gridgate.config.shape.Shapes.set;
import static io.gridgate.config.shape.Shapes.someOf;

import io.gridgate.config.route.Condition;
import io.gridgate.config.route.HostPattern;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteMatch;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.ScalarShape;
import io.gridgate.config.shape.Shape;
import io.gridgate.config.shape.Shapes;
import io.gridgate.config.shape.Values;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys that say which requests a route takes.
 *
 * <p>Thread-safety: immutable.
 */
final class MatchKeys {

    private MatchKeys() {}

    private static final Key<PathPattern.Regex, PathPattern.Regex> REGEX = Key.<PathPattern.Regex, PathPattern.Regex>of("regex",
            ScalarShape.textual("regular expression", PathPattern::regex, PathPattern.Regex::text),
            regex -> regex, "RE2 syntax; the whole path has to match").required();
    private static final MapShape<PathPattern.Regex> REGEX_MAP = MapShape.of("path_regex", "A path by regular expression.", List.of(REGEX),
            v -> v.get(REGEX));

    /** A path pattern. What it captures may be named by templates beside it. */
    static final Shape<PathPattern> PATH = forms(ScalarShape.textual("path pattern", PathPattern::parse, PathPattern::text),
            Shapes.map(REGEX_MAP, regex -> (PathPattern) regex, MatchKeys::regex), path -> !(path instanceof PathPattern.Regex))
            .then((pattern, path, reading) -> reading.captures(path.substring(0, Math.max(0, path.lastIndexOf('.'))), pattern.captures()));

    private static PathPattern.Regex regex(PathPattern path) {
        if (path instanceof PathPattern.Regex regex) {
            return regex;
        }
        throw new IllegalArgumentException("path: " + path + " (expected: a regular expression)");
    }

    private static final Key<Condition, Boolean> PRESENT = Key.of("present", bool(),
            c -> c instanceof Condition.Present p ? p.present() : null, "whether it has to be there");
    private static final Key<Condition, String> MATCHES = Key.of("regex", Words.REGEX,
            c -> c instanceof Condition.Matches m ? m.regex() : null, "RE2 syntax; the whole value has to match");
    private static final MapShape<Condition> CONDITION_MAP = MapShape.checked("condition",
            "What is wanted of a field or parameter; exactly one key.",
            List.of(PRESENT, MATCHES), MatchKeys::condition);
    private static final Shape<Condition> CONDITION = forms(
            ScalarShape.textual("value", Condition.Equals::new, c -> c instanceof Condition.Equals e ? e.value() : ""), CONDITION_MAP,
            c -> c instanceof Condition.Equals);

    private static @Nullable Condition condition(Values v, String path, Reading reading) {
        Boolean present = v.find(PRESENT);
        String regex = v.find(MATCHES);
        if ((present == null) == (regex == null)) {
            if (present != null || !reading.hasErrorBelow(path)) {
                reading.error(path, "exactly one of present, regex is expected");
            }
            return null;
        }
        return regex == null ? new Condition.Present(Boolean.TRUE.equals(present)) : new Condition.Matches(regex);
    }

    static final Key<RouteConfig, PathPattern> ROUTE_PATH = Key.<RouteConfig, PathPattern>of("path", PATH, r -> r.match().path(),
            "* one segment, ** any rest, {name} a captured segment, exact without them, or {regex: ...}").required();
    static final Key<RouteConfig, Set<String>> METHODS = Key
            .<RouteConfig, Set<String>>of("methods", set(Words.METHOD, 1), r -> r.match().methods(),
                    "absent: all; a path that matches with no method that does is answered 405")
            .orElse(Set.of());
    static final Key<RouteConfig, List<HostPattern>> HOSTS = Key.<RouteConfig, List<HostPattern>>of("hosts", someOf(Words.HOST),
            r -> r.match().hosts(), "names, or *.name for all below one; absent: all").orElse(List.of());
    static final Key<RouteConfig, Map<String, Condition>> HEADERS = Key.<RouteConfig, Map<String, Condition>>of("headers",
            named("NAME", Words.HEADER, CONDITION), r -> r.match().headers(),
            "header fields it wants: a value, {present: true} or {regex: ...}").orElse(Map.of());
    static final Key<RouteConfig, Map<String, Condition>> QUERY = Key.<RouteConfig, Map<String, Condition>>of("query",
            named("NAME", anyText(), CONDITION), r -> r.match().query(), "query parameters it wants, likewise").orElse(Map.of());
    static final Key<RouteConfig, String> VERSION = Key.of("version", version(), r -> r.match().version(),
            "only requests of this version, see versioning");

    static ScalarShape<String> version() {
        return text("version", Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}").asMatchPredicate(),
                "letters, digits, \".\", \"_\", \"-\"");
    }

    static RouteMatch match(Values v) {
        return new RouteMatch(v.get(ROUTE_PATH), v.get(METHODS), v.get(HOSTS), v.get(HEADERS), v.get(QUERY), v.find(VERSION));
    }

    /** Returns a text that is equal for two matches exactly if they take the same requests. */
    static String identity(RouteMatch match) {
        return String.join("\n", match.path().normalForm(), sorted(match.methods()), sorted(match.hosts()), sorted(match.headers()),
                sorted(match.query()), String.valueOf(match.version()));
    }

    private static String sorted(Collection<?> words) {
        if (words.isEmpty()) {
            return "";
        }
        Set<String> sorted = new TreeSet<>();
        words.forEach(word -> sorted.add(String.valueOf(word)));
        return sorted.toString();
    }

    private static String sorted(Map<String, Condition> conditions) {
        return conditions.isEmpty() ? "" : new TreeMap<>(conditions).toString();
    }
}
