package io.gridgate.upstream.session;

import io.gridgate.wire.BufferPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A socket without TLS.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
final class PlainLayer implements SocketLayer {

    private final SocketChannel channel;
    private final BufferPool buffers;

    PlainLayer(SocketChannel channel, BufferPool buffers) {
        this.channel = channel;
        this.buffers = buffers;
    }

    @Override
    public @Nullable ByteBuffer read() throws IOException {
        ByteBuffer buffer = buffers.reading();
        return channel.read(buffer) < 0 ? null : buffer.flip();
    }

    @Override
    public boolean isEnded() {
        return false;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public boolean endsProperly() {
        return true;
    }

    @Override
    public void close() {
        // A plain socket says farewell by its own close.
    }
}
