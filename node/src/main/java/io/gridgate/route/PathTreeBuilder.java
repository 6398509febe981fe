package io.gridgate.route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of the tree while routes are put into it; {@link #writeTo} sorts and compresses what grew.
 *
 * <p>Thread-safety: confined to the compiler.
 */
final class PathTreeBuilder {

    private final boolean start;
    private final Map<String, PathTreeBuilder> literals = new LinkedHashMap<>(2);
    private @Nullable PathTreeBuilder one;
    final List<Candidate> regexes = new ArrayList<>(0);
    final List<Candidate> here = new ArrayList<>(0);
    final List<Candidate> rest = new ArrayList<>(0);

    private PathTreeBuilder(boolean start) {
        this.start = start;
    }

    /** Returns a node at which searches begin. */
    static PathTreeBuilder start() {
        return new PathTreeBuilder(true);
    }

    /** Returns the child behind that host, at which searches begin. */
    PathTreeBuilder host(String name) {
        return literals.computeIfAbsent(name, _ -> start());
    }

    /** Returns the child behind that literal segment. */
    PathTreeBuilder literal(String segment) {
        return literals.computeIfAbsent(segment, _ -> new PathTreeBuilder(false));
    }

    /** Returns the child behind one segment of any text. */
    PathTreeBuilder one() {
        PathTreeBuilder child = one;
        if (child == null) {
            child = new PathTreeBuilder(false);
            one = child;
        }
        return child;
    }

    /** Returns the node that this one became. */
    int writeTo(FlatTreeWriter flat) {
        return writeTo(flat, "");
    }

    private int writeTo(FlatTreeWriter flat, String label) {
        int node = flat.node(label, literals.size());
        flat.candidates(node, sorted(regexes), sorted(here), sorted(rest));
        literals.forEach((segment, child) -> flat.literal(node, segment, child.compressed(flat, segment)));
        if (one != null) {
            flat.one(node, one.writeTo(flat, ""));
        }
        return node;
    }

    /** Follows nodes that do nothing but lead to one literal child, so that a match visits none of them. */
    private int compressed(FlatTreeWriter flat, String segment) {
        String label = segment;
        PathTreeBuilder node = this;
        while (node.isPassage()) {
            Map.Entry<String, PathTreeBuilder> only = node.literals.entrySet().iterator().next();
            label = label + '/' + only.getKey();
            node = only.getValue();
        }
        return node.writeTo(flat, label);
    }

    private boolean isPassage() {
        return !start && literals.size() == 1 && one == null && regexes.isEmpty() && here.isEmpty() && rest.isEmpty();
    }

    private static List<Candidate> sorted(List<Candidate> candidates) {
        candidates.sort(Candidate.MOST_SPECIFIC_FIRST);
        return candidates;
    }
}
