package io.gridgate.config;

import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.source.Places;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.config.source.Tree;
import java.util.List;
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
            List<Problem> problems) {
        T document = null;
        if (tree != null) {
            Reading reading = new Reading(resolver, places, problems);
            reading.mark("", tree.mark());
            document = shape.read(tree, "", reading);
        }
        List<Problem> sorted = Problem.sorted(problems);
        boolean refused = document == null || sorted.stream().anyMatch(Problem::isError);
        return refused || document == null ? new Checked.Refused<>(sorted) : new Checked.Accepted<>(document, sorted);
    }
}
