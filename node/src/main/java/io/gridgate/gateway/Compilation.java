package io.gridgate.gateway;

import io.gridgate.config.source.Problem;
import java.util.List;

/**
 * What came of compiling a document.
 *
 * <p>Thread-safety: immutable.
 */
public sealed interface Compilation {

    /** Returns all problems in the order of their places; only warnings when it can be served. */
    List<Problem> problems();

    /** It can be served. Whoever does not serve it closes it. */
    record Ready(CompiledGateway gateway, List<Problem> problems) implements Compilation {
        public Ready {
            problems = List.copyOf(problems);
        }
    }

    /** It cannot be served on this node. */
    record Refused(List<Problem> problems) implements Compilation {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
