package io.gridgate.cli;

import io.gridgate.cli.output.CommandFailure;
import io.gridgate.config.source.GatewaySource;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Gateway documents from the paths that a person types.
 *
 * <p>Thread-safety: stateless.
 */
final class Sources {

    private Sources() {}

    /** Returns the document in that file or directory, or fails in one line. */
    static GatewaySource read(Path path) {
        try {
            return GatewaySource.fromPath(path);
        } catch (IOException e) {
            String message = e.getMessage();
            throw new CommandFailure(message == null ? path + ": cannot be read" : message);
        }
    }
}
