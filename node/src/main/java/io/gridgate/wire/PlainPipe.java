package io.gridgate.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * A socket in clear text.
 *
 * <p>Thread-safety: confined to the socket's loop.
 */
final class PlainPipe extends Pipe {

    PlainPipe(NIOConnection connection) {
        super(connection);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel().read(into);
    }

    @Override
    public boolean hasBuffered() {
        return false;
    }

    @Override
    public boolean write(ByteBuffer[] sources, int count) throws IOException {
        if (count == 1) {
            channel().write(sources[0]);
        } else {
            channel().write(sources, 0, count);
        }
        return !sources[count - 1].hasRemaining();
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public boolean end() throws IOException {
        channel().shutdownOutput();
        return true;
    }

    @Override
    public boolean isHalfCloseable() {
        return true;
    }

    @Override
    public boolean isHandshaking() {
        return false;
    }

    @Override
    void release() {}
}
