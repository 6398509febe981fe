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

    private final FlatTree tree;
    private final MatchInput input;
    private final String path;
    private final String method;
    private @Nullable Set<String> allowed;
    private int visited;

    Search(FlatTree tree, MatchInput input) {
        this.tree = tree;
        this.input = input;
        this.path = input.path();
        this.method = input.request().method();
    }

    /** Returns the most specific route of the tree of that start that takes the request, or null; {@link FlatTree#NONE} is an empty tree. */
    @Nullable
    Candidate from(int start) {
        return start == FlatTree.NONE ? null : below(start, 0);
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
    private @Nullable Candidate below(int node, int at) {
        visited++;
        int from = at + 1;
        int slash = at < path.length() ? path.indexOf('/', from) : -1;
        int to = slash < 0 ? path.length() : slash;
        Candidate found = at == path.length() ? pick(tree.here(node)) : literal(node, from, to);
        if (found == null) {
            found = pick(tree.regexes(node));
        }
        int one = tree.one(node);
        if (found == null && one != FlatTree.NONE && from < to) {
            found = below(one, to);
        }
        return found == null ? pick(tree.rest(node)) : found;
    }

    private @Nullable Candidate literal(int node, int from, int to) {
        int child = tree.literal(node, path, from, to);
        return child == FlatTree.NONE ? null : below(child, from + tree.labelLength(child));
    }

    /** Returns the first of that list of candidates that takes the request, or null. */
    private @Nullable Candidate pick(int list) {
        if (tree.candidate(list) == null) {
            return null;
        }
        Candidate found = pick(list, method);
        // RFC 9110 9.3.2: what answers GET answers HEAD, unless another route asks for HEAD by name.
        return found == null && method.equals("HEAD") ? pick(list, "GET") : found;
    }

    private @Nullable Candidate pick(int list, String wanted) {
        int at = list;
        for (Candidate candidate = tree.candidate(at); candidate != null; candidate = tree.candidate(++at)) {
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
