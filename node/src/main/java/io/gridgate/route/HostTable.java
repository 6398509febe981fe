package io.gridgate.route;

import java.util.HashMap;
import java.util.Map;

/**
 * The routes of one host, of all hosts below one name, or of any host: whole paths in a map, patterns in a trie.
 *
 * <p>Thread-safety: immutable.
 *
 * @param exact key: normalised path without wildcards → value: its routes, the most specific first
 * @param root the trie of the other patterns
 */
record HostTable(Map<String, Candidate[]> exact, PathNode root) {

    /** The table while routes are put into it. Confined to the compiler. */
    static final class Builder {

        final Map<String, PathTreeBuilder> exact = new HashMap<>();
        final PathTreeBuilder root = new PathTreeBuilder();

        HostTable freeze() {
            Map<String, Candidate[]> frozen = HashMap.newHashMap(exact.size());
            exact.forEach((path, end) -> frozen.put(path, end.freeze().here()));
            return new HostTable(frozen, root.freeze());
        }
    }
}
