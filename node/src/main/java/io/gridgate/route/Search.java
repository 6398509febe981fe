package io.gridgate.route;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One walk through the table for one reading of a request: depth first, the most specific branch first, so that the first route
 * that takes the request is the one.
 *
 * <p>Thread-safety: confined to one call of {@link RouteTable#match}.
 */
final class Search {

    private final MatchInput input;
    private final String path;
    private final String method;
    private @Nullable Set<String> allowed;
    private int visited;

    Search(MatchInput input) {
        this.input = input;
        this.path = input.path();
        this.method = input.request().method();
    }

    /** Returns the most specific route of that table that takes the request, or null. */
    @Nullable
    Candidate in(HostTable table) {
        visited++;
        Candidate[] exact = table.exact().get(path);
        Candidate found = exact == null ? null : pick(exact);
        return found == null ? below(table.root(), 0) : found;
    }

    /** Returns the methods of the routes that wanted nothing but another method, or null when there was none. */
    @Nullable
    Set<String> allowed() {
        return allowed;
    }

    /** Returns how many nodes were looked at: the cost of the walk. */
    int visited() {
        return visited;
    }

    /** Searches the tree of {@code node}; {@code at} is the end of the path or the slash behind what led to the node. */
    private @Nullable Candidate below(PathNode node, int at) {
        visited++;
        Candidate found = at == path.length() ? pick(node.here()) : null;
        int from = at + 1;
        int slash = at < path.length() ? path.indexOf('/', from) : -1;
        int to = slash < 0 ? path.length() : slash;
        if (found == null && at < path.length()) {
            found = literal(node, from, to);
        }
        if (found == null && node.regexes().length > 0) {
            found = pick(node.regexes());
        }
        PathNode one = node.one();
        if (found == null && one != null && from < to) {
            found = below(one, to);
        }
        return found == null ? pick(node.rest()) : found;
    }

    private @Nullable Candidate literal(PathNode node, int from, int to) {
        PathNode child = node.literals().get(path, from, to);
        return child == null ? null : below(child, from + child.label().length());
    }

    private @Nullable Candidate pick(Candidate[] candidates) {
        if (candidates.length == 0) {
            return null;
        }
        Candidate found = pick(candidates, method);
        // RFC 9110 9.3.2: what answers GET answers HEAD, unless another route asks for HEAD by name.
        return found == null && method.equals("HEAD") ? pick(candidates, "GET") : found;
    }

    private @Nullable Candidate pick(Candidate[] candidates, String wanted) {
        for (Candidate candidate : candidates) {
            boolean method = candidate.takesMethod(wanted);
            if ((method || allowed == null || !allowed.containsAll(candidate.methods())) && candidate.takes(input)) {
                if (method) {
                    return candidate;
                }
                allow(candidate.methods());
            }
        }
        return null;
    }

    private void allow(Set<String> methods) {
        if (allowed == null) {
            allowed = new TreeSet<>();
        }
        allowed.addAll(methods);
        if (methods.contains("GET")) {
            allowed.add("HEAD");
        }
    }
}
