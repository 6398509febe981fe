package io.gridgate.config;

import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.keys.GatewayKeys;
import io.gridgate.config.source.DocumentTree;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.Places;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.Problems;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.config.source.Tree;

/**
 * Reads the gateway document, with every check that needs no network.
 *
 * <p>Thread-safety: stateless.
 */
public final class GatewayReader {

    private GatewayReader() {}

    /**
     * Returns the document of these texts with warnings, or all problems.
     *
     * @param resolver what references stand for on this machine; {@link ReferenceResolver#keep()} only to compare or show documents
     */
    public static Checked<GatewayDocument> read(GatewaySource source, ReferenceResolver resolver) {
        Checked<GatewayDocument> sound = read(source, resolver, Places.LEFT_OUT);
        return sound.problems().isEmpty() ? sound : read(source, resolver, Places.KEPT);
    }

    private static Checked<GatewayDocument> read(GatewaySource source, ReferenceResolver resolver, Places places) {
        Problems problems = new Problems();
        Tree.Mapping tree = DocumentTree.read(source.files(), places, problems);
        if (tree != null && tree.entries().isEmpty()) {
            problems.add(Problem.warning(tree.mark(), "", "the document is empty; every request is answered 404 NO_ROUTE"));
        }
        return DocumentReading.read(tree, GatewayKeys.GATEWAY, resolver, places, problems);
    }

    /** Returns the canonical form of a document: maps, lists, texts, numbers and truth values; what is at its default is left out. */
    public static Object show(GatewayDocument document) {
        return GatewayKeys.GATEWAY.show(document);
    }
}
