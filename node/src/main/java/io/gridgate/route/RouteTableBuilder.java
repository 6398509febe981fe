package io.gridgate.route;

import io.gridgate.config.route.HostPattern;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.VersioningConfig;
import io.gridgate.http.Grammar;
import io.gridgate.http.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table while routes are put into it: each under its hosts and, where the path states the version, below its version.
 *
 * <p>Thread-safety: confined to the compiler.
 */
final class RouteTableBuilder {

    private final VersioningConfig versioning;
    private final PathTreeBuilder hosts = PathTreeBuilder.start();
    private final PathTreeBuilder parents = PathTreeBuilder.start();
    private final PathTreeBuilder anyHost = PathTreeBuilder.start();
    private final Shared shared = new Shared();

    RouteTableBuilder(VersioningConfig versioning) {
        this.versioning = versioning;
    }

    void add(Route route) {
        RouteConfig config = route.config();
        if (config.match().hosts().isEmpty()) {
            add(route, anyHost);
        }
        for (HostPattern host : config.match().hosts()) {
            add(route, (host.wildcard() ? parents : hosts).host(host.name()));
        }
    }

    /** Returns the tree whose first segment is the name of a host. */
    PathTreeBuilder hosts() {
        return hosts;
    }

    /** Returns the tree whose first segment is the name that a host ends with. */
    PathTreeBuilder parents() {
        return parents;
    }

    /** Returns the tree of the routes for any host. */
    PathTreeBuilder anyHost() {
        return anyHost;
    }

    private void add(Route route, PathTreeBuilder host) {
        String version = route.config().match().version();
        if (version == null || versioning.by() != VersioningConfig.By.PATH) {
            put(route, host, version, "");
            return;
        }
        put(route, host, null, '/' + version);
        if (version.equals(versioning.defaultVersion())) {
            put(route, host, null, "");
        }
    }

    private void put(Route route, PathTreeBuilder host, @Nullable String version, String prefix) {
        Candidate candidate = Candidate.of(route, version, prefix, shared);
        PathTreeBuilder start = prefix.isEmpty() ? host : host.literal(prefix.substring(1));
        switch (route.config().match().path()) {
            case PathPattern.Exact(String text) -> below(host, segments(normalised(prefix + text))).here.add(candidate);
            case PathPattern.Wildcard wildcard -> put(wildcard.segments(), start, candidate);
            case PathPattern.Regex(String text, List<String> _) -> below(start, RegexPrefix.segments(text)).regexes.add(candidate);
        }
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    private static PathTreeBuilder below(PathTreeBuilder start, List<String> segments) {
        PathTreeBuilder node = start;
        for (String segment : segments) {
            node = node.literal(segment);
        }
        return node;
    }

    private static void put(List<PathPattern.Segment> segments, PathTreeBuilder start, Candidate candidate) {
        PathTreeBuilder node = start;
        for (PathPattern.Segment segment : segments) {
            switch (segment) {
                case PathPattern.Segment.Literal(String text) -> node = node.literal(normalised('/' + text).substring(1));
                case PathPattern.Segment.Capture _,PathPattern.Segment.AnyOne _ -> node = node.one();
                case PathPattern.Segment.Rest _ -> {
                    node.rest.add(candidate);
                    return;
                }
            }
        }
        node.here.add(candidate);
    }

    /** Returns the path as {@link Target#path} gives it, so that patterns and targets are written alike. */
    static String normalised(String path) {
        if (isPlain(path)) {
            return path;
        }
        StringBuilder ascii = new StringBuilder(path.length() + 8);
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > 0x20 && b < 0x7f && b != '?' && b != '#';
            ascii.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b & 0xff));
        }
        return Target.parse(ascii.toString()).path();
    }

    /** Returns whether the path is surely its own normal form; most segments of most patterns are. */
    private static boolean isPlain(String path) {
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '/' ? before == '/' : c == '.' || !Grammar.isUnreserved(c)) {
                return false;
            }
            before = c;
        }
        return path.startsWith("/");
    }
}
