package io.gridgate.route;

import com.google.re2j.Pattern;
import io.gridgate.config.route.Condition;
import io.gridgate.config.route.RouteMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a route wants of header fields, query parameters and the version; all of it must hold.
 *
 * <p>Thread-safety: immutable.
 */
final class Conditions {

    /** What is wanted of the values of one field or parameter. */
    private record Named(String name, Predicate<List<String>> test) {}

    private static final Conditions NONE = new Conditions(List.of(), List.of(), null);

    private final List<Named> headers;
    private final List<Named> query;
    private final @Nullable String version;

    private Conditions(List<Named> headers, List<Named> query, @Nullable String version) {
        this.headers = headers;
        this.query = query;
        this.version = version;
    }

    /** Returns the conditions of that match; {@code version} is null when the path states it or the route wants none. */
    static Conditions compile(RouteMatch match, @Nullable String version) {
        boolean none = match.headers().isEmpty() && match.query().isEmpty() && version == null;
        return none ? NONE : new Conditions(compile(match.headers()), compile(match.query()), version);
    }

    private static List<Named> compile(Map<String, Condition> conditions) {
        List<Named> compiled = new ArrayList<>(conditions.size());
        conditions.forEach((name, condition) -> compiled.add(new Named(name, test(condition))));
        return List.copyOf(compiled);
    }

    private static Predicate<List<String>> test(Condition condition) {
        return switch (condition) {
            case Condition.Equals(String value) -> values -> values.contains(value);
            case Condition.Present(boolean present) -> values -> values.isEmpty() != present;
            case Condition.Matches(String regex) -> {
                Pattern pattern = Pattern.compile(regex);
                yield values -> values.stream().anyMatch(pattern::matches);
            }
        };
    }

    /** Returns how many there are: the more, the more specific. */
    int count() {
        return headers.size() + query.size() + (version == null ? 0 : 1);
    }

    boolean hold(MatchInput input) {
        if (version != null && !version.equals(input.version())) {
            return false;
        }
        for (Named header : headers) {
            if (!header.test.test(input.request().headers().all(header.name))) {
                return false;
            }
        }
        for (Named parameter : query) {
            if (!parameter.test.test(input.request().target().queryParameters(parameter.name))) {
                return false;
            }
        }
        return true;
    }
}
