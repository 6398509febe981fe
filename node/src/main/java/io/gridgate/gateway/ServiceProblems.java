package io.gridgate.gateway;

import io.gridgate.config.source.DocumentTree;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.Mark;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.Problems;
import io.gridgate.config.source.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with services on this machine, found while a document is compiled and given its place afterwards.
 *
 * <p>Thread-safety: confined to one compilation.
 */
final class ServiceProblems {

    /** key: service name → value: the message. */
    private final Map<String, String> messages = new LinkedHashMap<>();

    /** The TLS of that service cannot be used; the first message of a service stays. */
    void addTls(String service, String message) {
        messages.putIfAbsent(service, message);
    }

    /** Returns the problems with the places that the services have in these texts. */
    List<Problem> located(GatewaySource source) {
        List<Problem> problems = new ArrayList<>();
        if (messages.isEmpty()) {
            return problems;
        }
        Tree.Mapping tree = DocumentTree.read(source.files(), new Problems());
        messages.forEach((service, message) -> problems.add(problem(tree, service, message)));
        return problems;
    }

    /** A service stands under {@code services}, or at the top level. */
    private static Problem problem(Tree.@Nullable Mapping tree, String service, String message) {
        Tree services = tree == null ? null : tree.find("services");
        boolean nested = services instanceof Tree.Mapping mapping && mapping.find(service) != null;
        Tree config = services instanceof Tree.Mapping mapping && nested ? mapping.find(service) : tree == null ? null : tree.find(service);
        Tree tls = config instanceof Tree.Mapping mapping ? mapping.find("tls") : null;
        Mark mark = tls == null ? new Mark("", 1, 1) : tls.mark();
        return Problem.error(mark, (nested ? "services." : "") + service + ".tls", message);
    }
}
