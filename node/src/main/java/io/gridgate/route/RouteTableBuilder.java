package io.gridgate.route;

import io.gridgate.config.route.HostPattern;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.VersioningConfig;
import io.gridgate.http.Grammar;
import io.gridgate.http.Target;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table while routes are put into it: each under its hosts and, where the path states the version, below its version.
 *
 * <p>Thread-safety: confined to the compiler.
 */
final class RouteTableBuilder {

    private final VersioningConfig versioning;
    private final Map<String, HostTable.Builder> byHost = new HashMap<>();
    private final Map<String, HostTable.Builder> byParent = new HashMap<>();
    private final HostTable.Builder anyHost = new HostTable.Builder();
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
            add(route, (host.wildcard() ? byParent : byHost).computeIfAbsent(host.name(), _ -> new HostTable.Builder()));
        }
    }

    Map<String, HostTable> byHost() {
        return freeze(byHost);
    }

    Map<String, HostTable> byParent() {
        return freeze(byParent);
    }

    HostTable anyHost() {
        return anyHost.freeze();
    }

    private void add(Route route, HostTable.Builder table) {
        String version = route.config().match().version();
        if (version == null || versioning.by() != VersioningConfig.By.PATH) {
            put(route, table, version, "");
            return;
        }
        put(route, table, null, '/' + version);
        if (version.equals(versioning.defaultVersion())) {
            put(route, table, null, "");
        }
    }

    private void put(Route route, HostTable.Builder table, @Nullable String version, String prefix) {
        Candidate candidate = Candidate.of(route, version, prefix, shared);
        switch (route.config().match().path()) {
            case PathPattern.Exact(String text) -> table.exact
                    .computeIfAbsent(normalised(prefix + text), _ -> new PathTreeBuilder()).here.add(candidate);
            case PathPattern.Wildcard wildcard -> put(wildcard.segments(), start(table, prefix), candidate);
            case PathPattern.Regex(String text, List<String> _) -> {
                PathTreeBuilder node = start(table, prefix);
                for (String segment : RegexPrefix.segments(text)) {
                    node = node.literal(segment);
                }
                node.regexes.add(candidate);
            }
        }
    }

    private static PathTreeBuilder start(HostTable.Builder table, String prefix) {
        return prefix.isEmpty() ? table.root : table.root.literal(prefix.substring(1));
    }

    private void put(List<PathPattern.Segment> segments, PathTreeBuilder start, Candidate candidate) {
        PathTreeBuilder node = start;
        for (PathPattern.Segment segment : segments) {
            switch (segment) {
                case PathPattern.Segment.Literal(String text) -> node = node.literal(shared.same(normalised('/' + text).substring(1)));
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

    private static Map<String, HostTable> freeze(Map<String, HostTable.Builder> builders) {
        Map<String, HostTable> frozen = HashMap.newHashMap(builders.size());
        builders.forEach((name, builder) -> frozen.put(name, builder.freeze()));
        return frozen;
    }
}
