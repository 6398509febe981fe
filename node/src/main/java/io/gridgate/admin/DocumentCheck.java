package io.gridgate.admin;

import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.gateway.Compilation;
import io.gridgate.gateway.GatewayCompiler;
import java.util.List;

/**
 * Reads, checks and compiles a gateway document without serving it.
 *
 * <p>Thread-safety: thread-safe; called on virtual threads only.
 */
@FunctionalInterface
public interface DocumentCheck {

    /** Returns every problem of the document, warnings among them; without an error this node could serve it. */
    List<Problem> check(GatewaySource source);

    /** Returns a check that compiles the document as this node would to serve it, and lets go of the result. */
    static DocumentCheck of(GatewayCompiler compiler, ReferenceResolver resolver) {
        return source -> {
            Compilation compilation = compiler.compile(source, resolver);
            if (compilation instanceof Compilation.Ready ready) {
                ready.gateway().close();
            }
            return compilation.problems();
        };
    }
}
