package io.gridgate.route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of the trie while routes are put into it; {@link #freeze} sorts and compresses what grew.
 *
 * <p>Thread-safety: confined to the compiler.
 */
final class PathTreeBuilder {

    private final Map<String, PathTreeBuilder> literals = new LinkedHashMap<>();
    private @Nullable PathTreeBuilder one;
    final List<Candidate> regexes = new ArrayList<>(0);
    final List<Candidate> here = new ArrayList<>(1);
    final List<Candidate> rest = new ArrayList<>(1);

    /** Returns the child behind that literal segment. */
    PathTreeBuilder literal(String segment) {
        return literals.computeIfAbsent(segment, _ -> new PathTreeBuilder());
    }

    /** Returns the child behind one segment of any text. */
    PathTreeBuilder one() {
        PathTreeBuilder child = one;
        if (child == null) {
            child = new PathTreeBuilder();
            one = child;
        }
        return child;
    }

    /** Returns the finished tree below this node. */
    PathNode freeze() {
        return freeze("");
    }

    private PathNode freeze(String label) {
        Map<String, PathNode> children = LinkedHashMap.newLinkedHashMap(literals.size());
        literals.forEach((segment, child) -> children.put(segment, child.compressed(segment)));
        return new PathNode(label, SegmentMap.of(children), sorted(regexes), one == null ? null : one.freeze(""), sorted(here),
                sorted(rest));
    }

    /** Follows nodes that do nothing but lead to one literal child, so that a match visits none of them. */
    private PathNode compressed(String segment) {
        String label = segment;
        PathTreeBuilder node = this;
        while (node.isPassage()) {
            Map.Entry<String, PathTreeBuilder> only = node.literals.entrySet().iterator().next();
            label = label + '/' + only.getKey();
            node = only.getValue();
        }
        return node.freeze(label);
    }

    private boolean isPassage() {
        return literals.size() == 1 && one == null && regexes.isEmpty() && here.isEmpty() && rest.isEmpty();
    }

    private static Candidate[] sorted(List<Candidate> candidates) {
        return candidates.isEmpty() ? Candidate.NONE : candidates.stream().sorted(Candidate.MOST_SPECIFIC_FIRST).toArray(Candidate[]::new);
    }
}
