package io.gridgate.config;

import io.gridgate.config.keys.NodeKeys;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.source.DocumentTree;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.Mark;
import io.gridgate.config.source.NamedText;
import io.gridgate.config.source.Places;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.Problems;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.config.source.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the node document: a file that may be absent, and the environment variables that stand above it.
 *
 * <p>Thread-safety: stateless.
 */
public final class NodeReader {

    private NodeReader() {}

    /**
     * Returns the node document with warnings, or all problems; a file that cannot be read is one.
     *
     * @param file absent: every key is at its default, or set by the environment
     * @param environment key: name of a variable → value: its text; those that begin with {@code GRIDGATE_} set keys
     */
    public static Checked<NodeDocument> read(@Nullable Path file, Map<String, String> environment) {
        List<NamedText> texts = List.of();
        if (file != null) {
            try {
                texts = GatewaySource.fromPath(file).files();
            } catch (IOException e) {
                return new Checked.Refused<>(
                        List.of(Problem.error(new Mark(file.toString(), 1, 1), "", "cannot be read: " + e.getMessage())));
            }
        }
        return read(texts, environment);
    }

    /** Returns the node document of these texts, as {@link #read(Path, Map)} does of a file. */
    public static Checked<NodeDocument> read(List<NamedText> texts, Map<String, String> environment) {
        return read(texts, environment, ReferenceResolver.of(environment));
    }

    /**
     * Returns the node document of these texts, as {@link #read(Path, Map)} does of a file.
     *
     * @param resolver what references stand for; {@link ReferenceResolver#keep()} to check the document of another machine
     */
    public static Checked<NodeDocument> read(List<NamedText> texts, Map<String, String> environment, ReferenceResolver resolver) {
        Problems problems = new Problems();
        Tree.Mapping tree = DocumentTree.read(texts, problems);
        Tree.Mapping overlaid = tree == null ? null : new NodeEnvironment(environment, problems).over(tree);
        return DocumentReading.read(overlaid, NodeKeys.NODE, resolver, Places.KEPT, problems);
    }
}
