package io.gridgate.config.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 or JSON text into a tree. Builds from the parser's events without recursion, so that depth, size and what aliases
 * unfold to are bounded before anything walks the tree.
 *
 * <p>Thread-safety: confined to one read.
 */
final class TreeReader {

    /** The deepest nesting of lists and maps. */
    static final int DEPTH_MAX = 64;
    /** The most nodes of a tree, a node behind an alias counted each time it is named. */
    static final int NODES_MAX = 1_000_000;

    private final Mark start;
    private final List<Problem> problems;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<Anchor, Built> anchors = new HashMap<>();
    /** Keys of maps by themselves: a document says the same few again and again. */
    private final Map<String, String> keys = new HashMap<>();
    private @Nullable Tree root;
    private int nodes;

    private TreeReader(String file, List<Problem> problems) {
        this.start = new Mark(file, 1, 1);
        this.problems = problems;
    }

    /** Returns the tree of the text; null if the text is empty or a problem was added that left no tree. */
    static @Nullable Tree read(NamedText text, Places places, List<Problem> problems) {
        TreeReader reader = new TreeReader(text.name(), problems);
        try {
            reader.consume(new Parse(settings(text.text(), places)).parseString(withoutTabs(text.text())).iterator());
            return reader.root;
        } catch (MarkedYamlEngineException e) {
            problems.add(Problem.error(reader.mark(e.getProblemMark()), "", syntaxMessage(e)));
        } catch (YamlEngineException e) {
            problems.add(Problem.error(reader.start, "", firstLine(String.valueOf(e.getMessage()))));
        } catch (Refused e) {
            problems.add(e.problem);
        }
        return null;
    }

    /**
     * Returns the parser's settings for a text. The buffer holds all of it: where one ends within a surrogate pair, the parser reads past
     * its end.
     */
    private static LoadSettings settings(String text, Places places) {
        return LoadSettings.builder().setUseMarks(places == Places.KEPT).setCodePointLimit(GatewaySource.BYTES_MAX)
                .setBufferSize(text.length() + 16)
                .build();
    }

    /**
     * Returns a text in JSON's form with a space for each tab. JSON may be indented by tabs, the parser takes them for YAML's, where none may
     * stand; no string of JSON has a raw one (RFC 8259 7).
     */
    private static String withoutTabs(String text) {
        return text.indexOf('\t') >= 0 && text.stripLeading().startsWith("{") ? text.replace('\t', ' ') : text;
    }

    private static String syntaxMessage(MarkedYamlEngineException e) {
        String problem = firstLine(String.valueOf(e.getProblem()));
        String context = e.getContext() == null ? "" : firstLine(e.getContext()) + ", ";
        return "not valid YAML: " + context + problem;
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    private void consume(Iterator<Event> events) {
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case Scalar -> scalar((ScalarEvent) event);
                case Alias -> alias((AliasEvent) event);
                case SequenceStart, MappingStart -> start((CollectionStartEvent) event);
                case SequenceEnd, MappingEnd -> end();
                case DocumentStart -> {
                    if (root != null) {
                        throw new Refused(Problem.error(mark(event.getStartMark()), "", "a second document in one file (expected: one)"));
                    }
                }
                default -> {}
            }
        }
    }

    private void scalar(ScalarEvent event) {
        Mark mark = mark(event.getStartMark());
        boolean text = event.getTag().isPresent();
        if (text && !event.getTag().get().equals("tag:yaml.org,2002:str")) {
            throw new Refused(Problem.error(mark, "", "a tag (" + event.getTag().get() + ") is not supported"));
        }
        place(new Built(new Tree.Scalar(mark, event.getValue(), event.isPlain() && !text), 1), event);
    }

    private void alias(AliasEvent event) {
        Built target = anchors.get(event.getAlias());
        if (target == null) {
            throw new Refused(Problem.error(mark(event.getStartMark()), "", "alias *" + event.getAlias()
                    + " names no anchor before it, or one that it is part of"));
        }
        place(target, null);
    }

    private void start(CollectionStartEvent event) {
        Mark mark = mark(event.getStartMark());
        if (event.getTag().isPresent()) {
            throw new Refused(Problem.error(mark, "", "a tag (" + event.getTag().get() + ") is not supported"));
        }
        if (open.size() >= DEPTH_MAX) {
            throw new Refused(Problem.error(mark, "", "nested deeper than " + DEPTH_MAX + " levels"));
        }
        open.push(new Open(mark, event.getEventId() == Event.ID.MappingStart, event));
    }

    private void end() {
        Open done = open.pop();
        place(new Built(done.build(), done.nodes, done.depth), done.event);
    }

    private void place(Built built, @Nullable NodeEvent event) {
        if (event != null) {
            event.getAnchor().ifPresent(anchor -> anchors.put(anchor, built));
        }
        nodes += event == null ? built.nodes : 1;
        if (nodes > NODES_MAX || deepest(built) > DEPTH_MAX) {
            throw new Refused(Problem.error(built.tree.mark(), "", "too large: more than " + NODES_MAX
                    + " nodes, or nested deeper than " + DEPTH_MAX + " levels, aliases unfolded"));
        }
        Open parent = open.peek();
        if (parent == null) {
            root = built.tree;
        } else {
            parent.add(built);
        }
    }

    /** Returns the path of what is being read: keys with dots between, places in lists in brackets. */
    private String path() {
        StringBuilder path = new StringBuilder();
        open.descendingIterator().forEachRemaining(o -> {
            if (!o.mapping) {
                path.append('[').append(o.items.size()).append(']');
            } else if (o.key != null) {
                path.append(path.isEmpty() ? "" : ".").append(o.key.text());
            }
        });
        return path.toString();
    }

    private int deepest(Built built) {
        return open.size() + built.depth();
    }

    private Mark mark(Optional<org.snakeyaml.engine.v2.exceptions.Mark> mark) {
        return mark.isEmpty() ? start : new Mark(start.file(), mark.get().getLine() + 1, mark.get().getColumn() + 1);
    }

    /** A finished node: how many nodes and levels it unfolds to. */
    private record Built(Tree tree, int nodes, int depth) {
        Built(Tree tree, int nodes) {
            this(tree, nodes, 1);
        }
    }

    /** A list or map whose end has not come yet. */
    private final class Open {
        private final Mark mark;
        private final boolean mapping;
        private final NodeEvent event;
        private final List<Tree> items = new ArrayList<>();
        private final Map<String, Tree.Entry> entries = new LinkedHashMap<>();
        private Tree.@Nullable Scalar key;
        private int nodes = 1;
        private int depth = 1;

        Open(Mark mark, boolean mapping, NodeEvent event) {
            this.mark = mark;
            this.mapping = mapping;
            this.event = event;
        }

        void add(Built child) {
            nodes = Math.min(NODES_MAX + 1, nodes + child.nodes);
            depth = Math.max(depth, child.depth + 1);
            if (!mapping) {
                items.add(child.tree);
            } else if (key == null) {
                key = key(child.tree);
            } else {
                put(key, child.tree);
                key = null;
            }
        }

        private Tree.Scalar key(Tree tree) {
            if (tree instanceof Tree.Scalar scalar) {
                return scalar;
            }
            throw new Refused(Problem.error(tree.mark(), "", "a key that is " + tree.kind() + " (expected: a text)"));
        }

        private void put(Tree.Scalar name, Tree value) {
            String text = keys.computeIfAbsent(name.text(), same -> same);
            Tree.Entry first = entries.putIfAbsent(text, new Tree.Entry(name.mark(), text, value));
            if (first != null) {
                problems.add(Problem.error(name.mark(), path(), "key \"" + name.text() + "\" stands here twice, first at " + first.mark()));
            }
        }

        Tree build() {
            return mapping ? new Tree.Mapping(mark, List.copyOf(entries.values())) : new Tree.Sequence(mark, items);
        }
    }

    /** Ends the read of a text that is not looked at any further. */
    private static final class Refused extends RuntimeException {
        private final transient Problem problem;

        Refused(Problem problem) {
            super(problem.message(), null, false, false);
            this.problem = problem;
        }
    }
}
