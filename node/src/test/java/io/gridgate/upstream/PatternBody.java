package io.gridgate.upstream;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A request body that is made while it is sent.
 *
 * <p>Thread-safety: confined to the loop; the flags may be read by any thread when the exchange is over.
 */
final class PatternBody implements Body {

    volatile int pauses;
    volatile boolean closed;
    int stallAfter = Integer.MAX_VALUE;
    int failAfter = Integer.MAX_VALUE;
    @Nullable RuntimeException failure;
    Headers trailers = new Headers(0);
    private final int octets;
    private final long stated;
    private final int piece;
    private int position;
    private boolean ready;
    private boolean over;
    private boolean pushing;
    private @Nullable BodySink sink;

    PatternBody(int octets, long stated, int piece) {
        this.octets = octets;
        this.stated = stated;
        this.piece = piece;
    }

    @Override
    public long length() {
        return stated;
    }

    @Override
    public void start(BodySink to) {
        sink = to;
        ready = true;
        push();
    }

    @Override
    public void resume() {
        ready = true;
        push();
    }

    @Override
    public void close() {
        closed = true;
        over = true;
    }

    boolean isOver() {
        return over;
    }

    /** Lets so many more octets go. */
    void more(int count) {
        stallAfter += count;
        push();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void push() {
        BodySink to = sink;
        if (to == null || pushing) {
            return;
        }
        pushing = true;
        while (ready && !over && position < octets && position < stallAfter) {
            if (position >= failAfter && failure != null) {
                over = true;
                to.onFailure(failure);
                break;
            }
            byte[] data = new byte[Math.min(piece, octets - position)];
            for (int i = 0; i < data.length; i++) {
                data[i] = Patterns.at(position + i);
            }
            position += data.length;
            ready = to.onData(ByteBuffer.wrap(data));
            if (!ready) {
                pauses++;
            }
        }
        pushing = false;
        if (ready && !over && position == octets) {
            over = true;
            to.onEnd(trailers);
        }
    }
}
