package io.gridgate.exchange;

import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A body that is wholly in memory and pushed in one piece.
 *
 * <p>Thread-safety: the octets are shared and never written; the position is confined to one exchange, except for the empty
 * body, which has none.
 */
public final class MemoryBody implements Body {

    static final MemoryBody EMPTY = new MemoryBody(new byte[0]);

    private final byte[] octets;
    private @Nullable BodySink waiting;

    MemoryBody(byte[] octets) {
        this.octets = octets;
    }

    /** Returns the octets themselves, for a writer that sends head and body at once; never to be changed. */
    public byte[] octets() {
        return octets;
    }

    @Override
    public long length() {
        return octets.length;
    }

    @Override
    public void start(BodySink sink) {
        if (octets.length > 0 && !sink.onData(ByteBuffer.wrap(octets))) {
            waiting = sink;
            return;
        }
        sink.onEnd(new Headers(0));
    }

    @Override
    public void resume() {
        BodySink sink = waiting;
        if (sink != null) {
            waiting = null;
            sink.onEnd(new Headers(0));
        }
    }

    @Override
    public void close() {
        if (waiting != null) {
            waiting = null;
        }
    }
}
