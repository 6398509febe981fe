package io.gridgate.admin;

import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.Problem;
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
}
