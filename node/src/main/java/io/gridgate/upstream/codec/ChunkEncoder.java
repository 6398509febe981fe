package io.gridgate.upstream.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.ContentEncoder;
import org.apache.hc.core5.http.nio.SessionOutputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a body in chunks: small pieces join the head in the codec's buffer, large ones go to the socket from where they lie.
 *
 * <p>A chunk that the socket took only in part is finished by the octets of the next calls, since whoever writes offers the
 * rest again.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
final class ChunkEncoder implements ContentEncoder {

    private static final int JOIN_BYTES_MAX = 4 << 10;
    private static final byte[] CRLF = {'\r', '\n'};

    private final WritableByteChannel channel;
    private final SessionOutputBuffer buffer;
    private int left;
    private boolean completed;

    ChunkEncoder(WritableByteChannel channel, SessionOutputBuffer buffer) {
        this.channel = channel;
        this.buffer = buffer;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int before = source.remaining();
        while (source.hasRemaining()) {
            if (left == 0) {
                left = source.remaining();
                put(Integer.toHexString(left) + "\r\n");
            }
            if (!writeChunk(source)) {
                break;
            }
        }
        return before - source.remaining();
    }

    /** Writes of the open chunk; returns whether all that was offered of it went. */
    private boolean writeChunk(ByteBuffer source) throws IOException {
        int limit = source.limit();
        source.limit(source.position() + Math.min(left, source.remaining()));
        int offered = source.remaining();
        int taken = offered;
        if (buffer.length() + offered <= JOIN_BYTES_MAX) {
            buffer.write(source);
        } else {
            if (buffer.hasData()) {
                buffer.flush(channel);
            }
            taken = buffer.hasData() ? 0 : channel.write(source);
        }
        source.limit(limit);
        left -= taken;
        if (left == 0) {
            buffer.write(ByteBuffer.wrap(CRLF));
        }
        return taken == offered;
    }

    @Override
    public void complete(@Nullable List<? extends Header> trailers) {
        completed = true;
        if (left != 0) {
            // Given up within a chunk: the codec ends the stream, and a sealed session lets nothing out.
            return;
        }
        StringBuilder end = new StringBuilder(8).append("0\r\n");
        if (trailers != null) {
            for (Header trailer : trailers) {
                end.append(trailer.getName()).append(": ").append(trailer.getValue()).append("\r\n");
            }
        }
        put(end.append("\r\n").toString());
    }

    private void put(String text) {
        buffer.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public boolean isCompleted() {
        return completed;
    }
}
