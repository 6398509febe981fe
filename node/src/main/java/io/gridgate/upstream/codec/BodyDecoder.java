package io.gridgate.upstream.codec;

import io.gridgate.http.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.ContentDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Takes the framing off a body and hands its octets to the receiver where they lie, without the copy through the codec's own
 * buffer. To HttpCore it looks like a decoder that never has content and one day is complete.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
public abstract class BodyDecoder implements ContentDecoder {

    private final CodecSession session;
    private final BodyReceiver receiver;
    private boolean completed;
    private boolean told;
    private boolean delivering;
    private @Nullable IOException failure;

    BodyDecoder(CodecSession session, BodyReceiver receiver) {
        this.session = session;
        this.receiver = receiver;
    }

    /**
     * Returns how many octets from the input's position on are content (> 0), having moved the position over framing; or 0
     * when more input is needed or the body is complete.
     */
    abstract int content(ByteBuffer input) throws IOException;

    /** The octets counted last were delivered. */
    abstract void delivered(int octets);

    /** The stream ended before the body was complete; completes it or throws. */
    abstract void endOfInput() throws IOException;

    /** Returns the trailers of a complete body. */
    Headers trailers() {
        return new Headers(0);
    }

    final void complete() {
        completed = true;
    }

    @Override
    public final int read(ByteBuffer unused) throws IOException {
        pump();
        if (failure != null) {
            throw failure;
        }
        return completed ? -1 : 0;
    }

    /** Delivers what there is and may be delivered; a failure waits until the codec reads. */
    public final void pump() {
        if (delivering || failure != null) {
            return;
        }
        delivering = true;
        try {
            deliver();
            if (completed && !told) {
                told = true;
                receiver.onComplete(trailers());
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            delivering = false;
        }
    }

    private void deliver() throws IOException {
        ByteBuffer input = session.input();
        while (!completed && receiver.isReady()) {
            int octets = content(input);
            if (octets == 0) {
                break;
            }
            int limit = input.limit();
            int end = input.position() + octets;
            input.limit(end);
            delivered(octets);
            receiver.onContent(input);
            input.limit(limit).position(end);
        }
        if (!completed && !input.hasRemaining() && session.isEndOfInput()) {
            endOfInput();
        }
    }

    @Override
    public final boolean isCompleted() {
        return completed;
    }

    @Override
    public final @Nullable List<? extends Header> getTrailers() {
        return null;
    }
}
