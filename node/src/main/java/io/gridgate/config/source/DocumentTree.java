package io.gridgate.config.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads all files of a document into one tree.
 *
 * <p>Maps at the top level ({@code services}, {@code caching}) are merged key by key, lists ({@code routes}, {@code tests}) are joined in
 * the order of the files; the same key in two files is an error that names both places.
 *
 * <p>Thread-safety: stateless.
 */
public final class DocumentTree {

    private DocumentTree() {}

    /** Returns the tree of the files, with places; null if a problem was added that left none. Empty files give an empty map. */
    public static Tree.@Nullable Mapping read(List<NamedText> files, Problems problems) {
        return read(files, Places.KEPT, problems);
    }

    /** Returns the tree of the files; null if a problem was added that left none. Empty files give an empty map. */
    public static Tree.@Nullable Mapping read(List<NamedText> files, Places places, Problems problems) {
        Map<String, Tree.Entry> merged = new LinkedHashMap<>();
        Mark start = new Mark(files.isEmpty() ? "" : files.getFirst().name(), 1, 1);
        boolean readable = true;
        for (NamedText file : files) {
            int before = problems.found();
            Tree tree = TreeReader.read(file, places, problems);
            if (tree instanceof Tree.Mapping mapping) {
                mapping.entries().forEach(entry -> merged.merge(entry.key(), entry, (a, b) -> join(a, b, problems)));
            } else if (tree == null) {
                readable &= problems.found() == before;
            } else if (!(tree instanceof Tree.Scalar scalar && scalar.isNull())) {
                problems.add(Problem.error(tree.mark(), "", "the document is " + tree.kind() + " (expected: a map)"));
                readable = false;
            }
        }
        return readable ? new Tree.Mapping(start, List.copyOf(merged.values())) : null;
    }

    private static Tree.Entry join(Tree.Entry first, Tree.Entry second, Problems problems) {
        if (first.value() instanceof Tree.Sequence a && second.value() instanceof Tree.Sequence b) {
            List<Tree> items = new ArrayList<>(a.items());
            items.addAll(b.items());
            return new Tree.Entry(first.mark(), first.key(), new Tree.Sequence(a.mark(), items));
        }
        if (first.value() instanceof Tree.Mapping a && second.value() instanceof Tree.Mapping b) {
            Map<String, Tree.Entry> merged = new LinkedHashMap<>();
            a.entries().forEach(entry -> merged.put(entry.key(), entry));
            b.entries().forEach(entry -> {
                Tree.Entry twin = merged.putIfAbsent(entry.key(), entry);
                if (twin != null) {
                    problems.add(twice(entry, twin, first.key() + "." + entry.key()));
                }
            });
            return new Tree.Entry(first.mark(), first.key(), new Tree.Mapping(a.mark(), List.copyOf(merged.values())));
        }
        problems.add(twice(second, first, first.key()));
        return first;
    }

    private static Problem twice(Tree.Entry entry, Tree.Entry first, String path) {
        return Problem.error(entry.mark(), path, "key \"" + entry.key() + "\" stands here and at " + first.mark());
    }
}
