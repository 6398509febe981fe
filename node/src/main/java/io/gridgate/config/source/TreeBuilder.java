package io.gridgate.config.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tree while a parser tells its parts one after the other. Builds without recursion, so that depth, size and what aliases unfold to are bounded
 * before anything walks the tree.
 *
 * <p>Thread-safety: confined to one read.
 */
final class TreeBuilder {

    /** The deepest nesting of lists and maps. */
    static final int DEPTH_MAX = 64;
    /** The most nodes of a tree, a node behind an alias counted each time it is named. */
    static final int NODES_MAX = 1_000_000;

    private final Problems problems;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<String, Built> anchors = new HashMap<>();
    /** Keys of maps by themselves: a document says the same few again and again. */
    private final Map<String, String> keys = new HashMap<>();
    private @Nullable Tree root;
    private int nodes;

    TreeBuilder(Problems problems) {
        this.problems = problems;
    }

    /** Returns the whole tree; null before its end. */
    @Nullable
    Tree root() {
        return root;
    }

    void scalar(Tree.Scalar scalar, @Nullable String anchor) {
        nodes++;
        place(scalar, 1, 1, anchor);
    }

    /** A list or map begins. */
    void start(Mark mark, boolean mapping, @Nullable String anchor) {
        if (open.size() >= DEPTH_MAX) {
            throw new Refused(Problem.error(mark, "", "nested deeper than " + DEPTH_MAX + " levels"));
        }
        open.push(mapping ? new OpenMapping(mark, anchor) : new OpenSequence(mark, anchor));
    }

    /** The innermost list or map ends. */
    void end() {
        Open done = open.pop();
        nodes++;
        place(done.tree(), done.nodes, done.depth, done.anchor);
    }

    void alias(Mark mark, String anchor) {
        Built target = anchors.get(anchor);
        if (target == null) {
            throw new Refused(Problem.error(mark, "", "alias *" + anchor + " names no anchor before it, or one that it is part of"));
        }
        nodes += target.nodes;
        place(target.tree, target.nodes, target.depth, null);
    }

    private void place(Tree tree, int unfolded, int depth, @Nullable String anchor) {
        if (anchor != null) {
            anchors.put(anchor, new Built(tree, unfolded, depth));
        }
        if (nodes > NODES_MAX || open.size() + depth > DEPTH_MAX) {
            throw new Refused(Problem.error(tree.mark(), "", "too large: more than " + NODES_MAX
                    + " nodes, or nested deeper than " + DEPTH_MAX + " levels, aliases unfolded"));
        }
        Open parent = open.peek();
        if (parent == null) {
            root = tree;
        } else {
            parent.nodes = Math.min(NODES_MAX + 1, parent.nodes + unfolded);
            parent.depth = Math.max(parent.depth, depth + 1);
            parent.add(tree);
        }
    }

    /** Returns the path of what is being read: keys with dots between, places in lists in brackets. */
    private String path() {
        StringBuilder path = new StringBuilder();
        open.descendingIterator().forEachRemaining(level -> level.appendTo(path));
        return path.toString();
    }

    /** A finished node: how many nodes and levels it unfolds to. */
    private record Built(Tree tree, int nodes, int depth) {}

    /** A list or map whose end has not come yet. */
    private abstract static class Open {
        final Mark mark;
        final @Nullable String anchor;
        int nodes = 1;
        int depth = 1;

        Open(Mark mark, @Nullable String anchor) {
            this.mark = mark;
            this.anchor = anchor;
        }

        abstract void add(Tree child);

        abstract void appendTo(StringBuilder path);

        abstract Tree tree();
    }

    private static final class OpenSequence extends Open {
        private final List<Tree> items = new ArrayList<>();

        OpenSequence(Mark mark, @Nullable String anchor) {
            super(mark, anchor);
        }

        @Override
        void add(Tree child) {
            items.add(child);
        }

        @Override
        void appendTo(StringBuilder path) {
            path.append('[').append(items.size()).append(']');
        }

        @Override
        Tree tree() {
            return new Tree.Sequence(mark, items);
        }
    }

    private final class OpenMapping extends Open {
        private final Map<String, Tree.Entry> entries = new LinkedHashMap<>();
        private Tree.@Nullable Scalar key;

        OpenMapping(Mark mark, @Nullable String anchor) {
            super(mark, anchor);
        }

        @Override
        void add(Tree child) {
            if (key != null) {
                put(key, child);
                key = null;
            } else if (child instanceof Tree.Scalar scalar) {
                key = scalar;
            } else {
                throw new Refused(Problem.error(child.mark(), "", "a key that is " + child.kind() + " (expected: a text)"));
            }
        }

        private void put(Tree.Scalar name, Tree value) {
            String text = keys.computeIfAbsent(name.text(), same -> same);
            Tree.Entry first = entries.putIfAbsent(text, new Tree.Entry(name.mark(), text, value));
            if (first != null) {
                problems.add(Problem.error(name.mark(), path(), "key \"" + name.text() + "\" stands here twice, first at " + first.mark()));
            }
        }

        @Override
        void appendTo(StringBuilder path) {
            if (key != null) {
                path.append(path.isEmpty() ? "" : ".").append(key.text());
            }
        }

        @Override
        Tree tree() {
            return new Tree.Mapping(mark, List.copyOf(entries.values()));
        }
    }

    /** Ends the read of a text that is not looked at any further. */
    static final class Refused extends RuntimeException {
        final transient Problem problem;

        Refused(Problem problem) {
            super(problem.message(), null, false, false);
            this.problem = problem;
        }
    }
}
