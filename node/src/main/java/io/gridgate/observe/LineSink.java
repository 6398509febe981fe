package io.gridgate.observe;

import java.io.IOException;

/**
 * Where the lines of the access log go; may block, so only the writer calls it.
 *
 * <p>Thread-safety: confined to the writer.
 */
interface LineSink {

    /** Writes whole lines. */
    void write(byte[] lines, int length) throws IOException;

    /** Releases what is open. */
    void close() throws IOException;
}
