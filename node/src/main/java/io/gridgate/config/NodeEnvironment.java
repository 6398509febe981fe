package io.gridgate.config;

import io.gridgate.base.Nearest;
import io.gridgate.config.keys.NodeKeys;
import io.gridgate.config.shape.Document;
import io.gridgate.config.source.DocumentTree;
import io.gridgate.config.source.Mark;
import io.gridgate.config.source.NamedText;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.Problems;
import io.gridgate.config.source.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that set keys of the node document: {@code GRIDGATE_} and the key's path in capitals.
 *
 * <p>Lists are separated by commas; a list of maps is written as YAML in brackets.
 *
 * <p>Thread-safety: confined to one read.
 */
final class NodeEnvironment {

    private static final String PREFIX = "GRIDGATE_";

    /** The launcher's own, which sets no key. */
    private static final String JAVA_OPTS = "GRIDGATE_JAVA_OPTS";

    private static final Map<String, Document.Leaf> LEAF_BY_NAME = leaves();

    private final Map<String, String> environment;
    private final Problems problems;

    NodeEnvironment(Map<String, String> environment, Problems problems) {
        this.environment = new TreeMap<>(environment);
        this.problems = problems;
    }

    private static Map<String, Document.Leaf> leaves() {
        Map<String, Document.Leaf> byName = new TreeMap<>();
        for (Document.Leaf leaf : Document.leaves(NodeKeys.NODE)) {
            String name = PREFIX + leaf.path().replace('.', '_').toUpperCase(Locale.ROOT);
            if (byName.put(name, leaf) != null) {
                throw new IllegalStateException("variable: " + name + " (expected: one key for each)");
            }
        }
        return byName;
    }

    /** Returns the tree with the environment's values in place of its own. */
    Tree.Mapping over(Tree.Mapping tree) {
        Tree.Mapping result = tree;
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (!name.startsWith(PREFIX) || name.equals(JAVA_OPTS)) {
                continue;
            }
            Document.Leaf leaf = LEAF_BY_NAME.get(name);
            if (leaf == null) {
                refuse(name);
                continue;
            }
            Tree value = value(leaf, name, variable.getValue());
            if (value != null) {
                result = put(result, List.of(leaf.path().split("\\.")), value);
            }
        }
        return result;
    }

    private void refuse(String name) {
        String near = Nearest.hint(name, LEAF_BY_NAME.keySet());
        boolean section = LEAF_BY_NAME.keySet().stream().map(NodeEnvironment::section)
                .anyMatch(s -> name.equals(s) || name.startsWith(s + "_"));
        Mark mark = new Mark(name, 1, 1);
        if (section || !near.isEmpty()) {
            problems.add(Problem.error(mark, "", "unknown variable \"" + name + "\"" + near));
        } else {
            problems.add(Problem.warning(mark, "", "sets no key"));
        }
    }

    /** Returns the variable's name up to the first key: {@code GRIDGATE_LISTENERS}. */
    private static String section(String name) {
        int end = name.indexOf('_', PREFIX.length());
        return end < 0 ? name : name.substring(0, end);
    }

    private @Nullable Tree value(Document.Leaf leaf, String name, String text) {
        Mark mark = new Mark(name, 1, 1);
        if (!leaf.list()) {
            return new Tree.Scalar(mark, text, true);
        }
        if (text.strip().startsWith("[")) {
            Tree.Mapping wrapped = DocumentTree.read(List.of(new NamedText(name, "value: " + text)), problems);
            return wrapped == null ? null : wrapped.find("value");
        }
        List<Tree> items = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            if (!item.isBlank()) {
                items.add(new Tree.Scalar(mark, item.strip(), true));
            }
        }
        return new Tree.Sequence(mark, items);
    }

    /** Returns the map with the value at its place; a map without it where the document has something else than a map on the way, which is an error. */
    private static Tree.Mapping put(Tree.Mapping map, List<String> path, Tree value) {
        String key = path.getFirst();
        List<Tree.Entry> entries = new ArrayList<>(map.entries());
        int at = 0;
        while (at < entries.size() && !entries.get(at).key().equals(key)) {
            at++;
        }
        Tree.Entry old = at < entries.size() ? entries.get(at) : null;
        Tree fresh = value;
        if (path.size() > 1) {
            Tree there = old == null ? new Tree.Mapping(value.mark(), List.of()) : old.value();
            if (there instanceof Tree.Scalar scalar && scalar.isNull()) {
                there = new Tree.Mapping(value.mark(), List.of());
            }
            if (!(there instanceof Tree.Mapping below)) {
                return map;
            }
            fresh = put(below, path.subList(1, path.size()), value);
        }
        Tree.Entry entry = new Tree.Entry(old == null ? value.mark() : old.mark(), key, fresh);
        if (old == null) {
            entries.add(entry);
        } else {
            entries.set(at, entry);
        }
        return new Tree.Mapping(map.mark(), entries);
    }
}
