package io.gridgate.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.route.HostPattern;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.PathPattern.Segment;
import io.gridgate.config.route.RouteMatch;
import io.gridgate.exchange.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table decides as one does that tries every route: docs/routing.md word by word, on small documents drawn by lot. */
class RouteTableModelTest {

    private static final String[] SEGMENTS = {"a", "b", "Aa", "BB", "\u00e9"};
    private static final String[] PATTERNS = {"a", "b", "Aa", "BB", "\u00e9", "*", "{}", "{}"};
    private static final String[] METHODS = {"", "", "GET ", "HEAD ", "GET,POST ", "PUT "};
    private static final String[] HOSTS = {"", "", "", "*.c", "*.b.c", "a.b.c", "b.c"};

    private final Random random = new Random(20260101);

    @Test
    void everyDecisionIsThatOfTheModel() {
        for (int round = 0; round < 400; round++) {
            Routes routes = new Routes();
            int count = 1 + random.nextInt(30);
            for (int i = 0; i < count; i++) {
                addRoute(routes);
            }
            RouteTable table = routes.table();
            for (int i = 0; i < 60; i++) {
                String text = request();
                Request request = Routes.request(text);
                assertThat(Routes.describe(table.match(request))).as("%s of %s", text, table.routes())
                        .isEqualTo(model(table.routes(), request));
            }
        }
    }

    private void addRoute(Routes routes) {
        if (random.nextInt(8) == 0) {
            routes.addRegex(path(SEGMENTS, random.nextInt(3)) + one("/[ab]+", "/.*", "(/a|/b)*", "/?"));
            return;
        }
        String path = path(PATTERNS, random.nextInt(4)) + one("", "", "/", "/**");
        routes.add(one(METHODS) + one(HOSTS) + (path.isEmpty() ? "/" : path) + one("", "", " h:x=1", " q:y=1"));
    }

    private String request() {
        String path = path(SEGMENTS, random.nextInt(5)) + one("", "", "/");
        return one("GET ", "HEAD ", "POST ", "PUT ") + one("localhost", "c", "b.c", "a.b.c", "x.b.c", "x.c.")
                + (path.isEmpty() ? "/" : path).replace("\u00e9", "%c3%a9") + one("", "", "?y=1") + one("", "", " X:1");
    }

    private String path(String[] segments, int count) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < count; i++) {
            path.append('/').append(one(segments).replace("{}", "{x" + i + "}"));
        }
        return path.toString();
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private static String model(List<Route> routes, Request request) {
        List<Route> open = routes.stream().filter(route -> rank(route, request) != null && holds(route, request)).toList();
        Comparator<Route> order = Comparator.comparing((Route route) -> Objects.requireNonNull(rank(route, request)))
                .thenComparing(route -> !takes(route, request.method()))
                .thenComparing(RouteTableModelTest::shape).thenComparingInt(route -> -conditions(route))
                .thenComparing(route -> route.config().match().methods().isEmpty()).thenComparingInt(Route::index);
        return open.stream().filter(route -> takes(route, request.method()) || request.isHead() && takes(route, "GET")).min(order)
                .map(Route::id).orElseGet(() -> refused(open));
    }

    private static String refused(List<Route> open) {
        Set<String> allowed = new TreeSet<>();
        open.forEach(route -> allowed.addAll(route.config().match().methods()));
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        return allowed.isEmpty() ? "404" : "405 " + String.join(", ", allowed);
    }

    private static boolean takes(Route route, String method) {
        Set<String> methods = route.config().match().methods();
        return methods.isEmpty() || methods.contains(method);
    }

    private static int conditions(Route route) {
        return route.config().match().headers().size() + route.config().match().query().size();
    }

    private static boolean holds(Route route, Request request) {
        RouteMatch match = route.config().match();
        return (match.headers().isEmpty() || request.headers().all("x").contains("1"))
                && (match.query().isEmpty() || request.target().queryParameters("y").contains("1"));
    }

    /** Returns a text that sorts as host and path do, or null when one of them is another. */
    private static @Nullable String rank(Route route, Request request) {
        String host = hostRank(route.config().match().hosts(), request.authority().host().replaceAll("\\.$", ""));
        String path = pathRank(route.config().match().path(), request.target().path());
        return host == null || path == null ? null : host + path;
    }

    private static @Nullable String hostRank(List<HostPattern> hosts, String host) {
        if (hosts.isEmpty()) {
            return "z";
        }
        HostPattern pattern = hosts.getFirst();
        if (!pattern.wildcard()) {
            return pattern.name().equals(host) ? "a" : null;
        }
        return host.endsWith('.' + pattern.name()) ? String.valueOf((char) ('y' - pattern.name().length())) : null;
    }

    private static @Nullable String pathRank(PathPattern pattern, String path) {
        return switch (pattern) {
            case PathPattern.Exact(String text) -> text.equals(path) ? "0".repeat(text.substring(1).split("/", -1).length + 1) : null;
            case PathPattern.Regex(String text, List<String> _) ->
                path.matches(text) ? "0".repeat(RegexPrefix.segments(text).size()) + '1' : null;
            case PathPattern.Wildcard(String _, List<Segment> segments) -> segmentRank(segments, path.substring(1).split("/", -1));
        };
    }

    private static @Nullable String segmentRank(List<Segment> pattern, String[] path) {
        List<String> ranks = new ArrayList<>();
        for (int i = 0; i < pattern.size(); i++) {
            if (pattern.get(i) instanceof Segment.Rest) {
                return String.join("", ranks) + '3';
            }
            String literal = pattern.get(i) instanceof Segment.Literal(String text) ? text : null;
            if (i == path.length || (literal == null ? path[i].isEmpty() : !literal.equals(path[i]))) {
                return null;
            }
            ranks.add(literal == null ? "2" : "0");
        }
        return pattern.size() == path.length ? String.join("", ranks) + '0' : null;
    }

    /** Captures sort before anonymous segments. */
    private static String shape(Route route) {
        return route.config().match().path() instanceof PathPattern.Wildcard(String _, List<Segment> segments)
                ? String.join("", segments.stream().map(segment -> segment instanceof Segment.AnyOne ? "1" : "0").toList())
                : "";
    }
}
