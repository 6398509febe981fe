package io.gridgate.route;

import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.VersioningConfig;
import io.gridgate.exchange.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All routes of a document, arranged so that the cost of a match depends on the path and not on the number of routes.
 *
 * <p>Host first (its own name, then the nearest parent, then any), then the path segment by segment (literal, regular
 * expression, one segment, rest), then the tie-breaks of {@link Candidate}; docs/routing.md has the whole rule.
 *
 * <p>Thread-safety: immutable.
 */
public final class RouteTable {

    private static final RouteDecision NOT_FOUND = new RouteDecision.NotFound();
    private static final RouteDecision AMBIGUOUS = new RouteDecision.Ambiguous();

    private final List<Route> routes;
    private final VersionReader versions;
    private final FlatTree tree;
    /** The node whose children are the names of hosts. */
    private final int hosts;
    /** The node whose children are the names that {@code *} stands before. */
    private final int parents;
    private final int anyHost;

    private RouteTable(List<Route> routes, VersionReader versions, RouteTableBuilder built) {
        this.routes = routes;
        this.versions = versions;
        FlatTreeWriter flat = new FlatTreeWriter();
        this.hosts = built.hosts().writeTo(flat);
        this.parents = built.parents().writeTo(flat);
        this.anyHost = built.anyHost().writeTo(flat);
        this.tree = flat.tree();
    }

    /** Returns the table of these checked routes, in the order of the document. */
    public static RouteTable compile(List<RouteConfig> configs, VersioningConfig versioning) {
        List<Route> routes = new ArrayList<>(configs.size());
        Set<String> known = new HashSet<>();
        RouteTableBuilder builder = new RouteTableBuilder(versioning);
        for (RouteConfig config : configs) {
            Route route = new Route(routes.size(), config);
            routes.add(route);
            builder.add(route);
            String version = config.match().version();
            if (version != null) {
                known.add(version);
            }
        }
        return new RouteTable(List.copyOf(routes), new VersionReader(versioning, known), builder);
    }

    /** Returns the routes in the order of the document; {@link Route#index} is the place in it. */
    public List<Route> routes() {
        return routes;
    }

    /** Returns the number of routes. */
    public int size() {
        return routes.size();
    }

    /** Returns the route that takes the request, or why none does. The {@code *} of OPTIONS is no path, so no route takes it. */
    public RouteDecision match(Request request) {
        if (request.target().path().equals("*")) {
            return NOT_FOUND;
        }
        RouteDecision decision = decide(search(request, request.target().path()));
        String otherReading = request.target().decodedSlashPath();
        return otherReading == null ? decision : agreed(decision, decide(search(request, otherReading)));
    }

    /** A backend may take {@code %2F} for a slash: what it then reads must lead to the same route, or to none at all. */
    private static RouteDecision agreed(RouteDecision decision, RouteDecision other) {
        boolean same = switch (other) {
            case RouteDecision.NotFound _ -> true;
            case RouteDecision.Found found -> decision instanceof RouteDecision.Found own && own.route().index() == found.route().index();
            case RouteDecision.MethodNotAllowed _ -> decision instanceof RouteDecision.MethodNotAllowed;
            case RouteDecision.Ambiguous _ -> false;
        };
        return same ? decision : AMBIGUOUS;
    }

    private record Walk(Search search, String path, @Nullable Candidate found) {}

    private static RouteDecision decide(Walk walk) {
        if (walk.found != null) {
            return walk.found.found(walk.path);
        }
        Set<String> allowed = walk.search.allowed();
        return allowed == null ? NOT_FOUND : new RouteDecision.MethodNotAllowed(String.join(", ", new TreeSet<>(allowed)));
    }

    private Walk search(Request request, String path) {
        Search search = new Search(tree, new MatchInput(request, path, versions));
        String host = withoutRootDot(request.authority().host());
        Candidate found = search.from(tree.literal(hosts, host, 0, host.length()));
        for (int dot = host.indexOf('.'); found == null && dot >= 0 && tree.hasLiterals(parents); dot = host.indexOf('.', dot + 1)) {
            found = search.from(tree.literal(parents, host, dot + 1, host.length()));
        }
        return new Walk(search, path, found == null ? search.from(anyHost) : found);
    }

    /** Returns how many nodes a match of that request looks at: what its cost is made of. */
    int visited(Request request) {
        return search(request, request.target().path()).search.visited();
    }

    /** {@code example.com.} is {@code example.com} (RFC 1034 3.1). */
    private static String withoutRootDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
