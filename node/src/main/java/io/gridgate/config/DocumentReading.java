package io.gridgate.config;

import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.source.Places;
import io.gridgate.config.source.Problems;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.config.source.Tree;
import org.jspecify.annotations.Nullable;

/**
 * From a tree to a checked document, the same way for both.
 *
 * <p>Thread-safety: stateless.
 */
final class DocumentReading {

    private DocumentReading() {}

    /** Returns the document of a tree, or all problems: those that are there already, and those found here. */
    static <T> Checked<T> read(Tree.@Nullable Mapping tree, MapShape<T> shape, ReferenceResolver resolver, Places places,
            Problems problems) {
        T document = null;
        if (tree != null) {
            Reading reading = new Reading(resolver, places, problems);
            reading.mark("", tree.mark());
            document = shape.read(tree, "", reading);
        }
        return document == null || problems.hasErrors() ? new Checked.Refused<>(problems.sorted())
                : new Checked.Accepted<>(document, problems.sorted());
    }
}
