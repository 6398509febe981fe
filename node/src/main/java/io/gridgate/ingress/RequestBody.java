package io.gridgate.ingress;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request, pushed to its sink as the connection brings it.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class RequestBody implements Body {

    private final RequestSequence requests;
    private final BodyFraming framing;
    private final long length;
    private @Nullable BodySink sink;
    private @Nullable Turn turn;
    private boolean paused;
    private boolean pushing;
    private boolean resumed;
    private boolean over;
    private boolean ended;

    RequestBody(RequestSequence requests, BodyFraming framing) {
        this.requests = requests;
        this.framing = framing;
        length = framing.left();
    }

    void belongTo(Turn owner) {
        turn = owner;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void start(BodySink receiver) {
        if (sink != null) {
            throw new IllegalStateException("body: started (expected: not yet)");
        }
        sink = receiver;
        if (over) {
            receiver.onFailure(new java.io.EOFException("the exchange is over"));
            return;
        }
        requests.onBodyStarted();
    }

    @Override
    public void resume() {
        if (pushing) {
            resumed = true;
        } else if (paused) {
            paused = false;
            requests.onBodyResumed();
        }
    }

    @Override
    public void close() {
        over = true;
    }

    /** Pushes what it can of {@code in}; returns whether it may be called again at once. */
    boolean advance(ByteBuffer in, byte[] scratch) {
        BodySink receiver = sink;
        if (receiver == null || paused || over) {
            return false;
        }
        int octets = framing.next(in, scratch);
        if (octets == BodyFraming.STARVED) {
            return false;
        }
        if (octets == BodyFraming.END) {
            over = true;
            ended = true;
            requests.onBodyEnded();
            receiver.onEnd(framing.trailers());
            return true;
        }
        push(receiver, in, octets);
        return !paused;
    }

    private void push(BodySink receiver, ByteBuffer in, int octets) {
        int limit = in.limit();
        int end = in.position() + octets;
        framing.took(octets);
        if (turn != null) {
            turn.received(octets);
        }
        in.limit(end);
        pushing = true;
        resumed = false;
        try {
            paused = !receiver.onData(in) && !resumed;
        } finally {
            pushing = false;
            in.limit(limit).position(end);
        }
    }

    /** Tells the sink that no more will come; does nothing when it has the end or gave the body up. */
    void fail(Throwable cause) {
        if (!over) {
            over = true;
            if (sink != null) {
                sink.onFailure(cause);
            }
        }
    }

    /** Returns whether octets that come now would be taken. */
    boolean isFlowing() {
        return sink != null && !paused && !over;
    }

    boolean isStarted() {
        return sink != null;
    }

    /** Returns whether it has come to its end or was given up. */
    boolean isOver() {
        return over;
    }

    /** Returns whether whoever had it gave it up before its end. */
    boolean isGivenUp() {
        return over && !ended;
    }
}
