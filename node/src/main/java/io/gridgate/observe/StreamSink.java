package io.gridgate.observe;

import java.io.IOException;
import java.io.PrintStream;

/**
 * Lines to the standard output, each batch in one piece, so that it never mixes with the node's own messages.
 *
 * <p>Thread-safety: by the stream's own lock.
 */
record StreamSink(PrintStream stream) implements LineSink {

    @Override
    public void write(byte[] lines, int length) throws IOException {
        synchronized (stream) {
            stream.write(lines, 0, length);
            stream.flush();
        }
        if (stream.checkError()) {
            throw new IOException("the standard output is closed");
        }
    }

    @Override
    public void close() {
        stream.flush();
    }
}
