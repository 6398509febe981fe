package io.gridgate.wire;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A certificate or key file that cannot be used; the message begins with the file's name.
 *
 * <p>Thread-safety: immutable.
 */
public final class TlsFileException extends IOException {

    private static final long serialVersionUID = 1L;

    TlsFileException(Path file, String problem) {
        super(file + ": " + problem);
    }

    TlsFileException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
