package io.gridgate.cache;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the body of an answer at the backend's pace, however slow the client is that asked for it, and lets that client follow.
 *
 * <p>A body that grows beyond what may be stored is not collected further: from there on the client alone gets it, at its own pace, and without
 * a client it is given up.
 *
 * <p>Thread-safety: confined to the loop of the fetch.
 */
final class Collector implements BodySink {

    /** What becomes of the body. */
    interface Listener {

        /** Returns whether so many octets more may be kept. */
        boolean mayGrow(int octets);

        /** It is too large to be stored; comes before anything else. */
        void onTooLarge();

        /** It is whole and was kept. */
        void onCollected(byte[] octets);

        /** It is over, in whatever way; comes once, after {@link #onCollected}. */
        void onOver(boolean whole);
    }

    private static final int FIRST = 4 << 10;

    private final Body source;
    private final Listener listener;
    private byte[] octets;
    private int length;
    private boolean tooLarge;
    private boolean collected;
    private boolean over;
    private @Nullable Headers trailers;
    private @Nullable Throwable failure;
    private @Nullable Follower follower;

    Collector(Body source, Listener listener) {
        this.source = source;
        this.listener = listener;
        this.octets = new byte[source.length() >= 0 && source.length() < FIRST ? (int) source.length() : FIRST];
    }

    /** Begins; once. */
    void start() {
        source.start(this);
    }

    /** Returns the body as the client that asked for it sees it; once, before the start. */
    Body follow() {
        Follower one = new Follower();
        follower = one;
        return one;
    }

    /** Gives the body up. */
    void abandon() {
        if (!over) {
            source.close();
            end(false);
        }
    }

    @Override
    public boolean onData(ByteBuffer data) {
        int more = data.remaining();
        if (!tooLarge && !listener.mayGrow(more)) {
            tooLarge = true;
            listener.onTooLarge();
        }
        append(data, more);
        if (!tooLarge && length == source.length()) {
            // Before the client can know that it is whole, and ask again.
            collected();
        }
        Follower one = follower;
        if (one != null) {
            one.pump();
        }
        if (!tooLarge) {
            return true;
        }
        if (follower == null) {
            abandon();
            return false;
        }
        return isDrained();
    }

    private void append(ByteBuffer data, int more) {
        if (octets.length - length < more) {
            octets = Arrays.copyOf(octets, Math.max(length + more, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * octets.length)));
        }
        data.get(octets, length, more);
        length += more;
    }

    /** Begins anew once the client has all that was taken in; returns whether it has, and wants more. */
    private boolean isDrained() {
        Follower one = follower;
        if (one == null || one.from < length || !one.wanted) {
            return false;
        }
        one.from = 0;
        length = 0;
        return true;
    }

    @Override
    public void onEnd(Headers end) {
        trailers = end;
        if (!tooLarge) {
            collected();
        }
        end(true);
    }

    private void collected() {
        if (!collected) {
            collected = true;
            listener.onCollected(octets.length == length ? octets : Arrays.copyOf(octets, length));
        }
    }

    @Override
    public void onFailure(Throwable cause) {
        failure = cause;
        end(false);
    }

    private void end(boolean whole) {
        if (!over) {
            over = true;
            listener.onOver(whole);
        }
        Follower one = follower;
        if (one != null) {
            one.pump();
        }
    }

    /** The client's view of the body. */
    private final class Follower implements Body {
        private @Nullable BodySink sink;
        private int from;
        private boolean wanted = true;
        private boolean pumping;
        private boolean done;

        @Override
        public long length() {
            return source.length();
        }

        @Override
        public void start(BodySink to) {
            sink = to;
            pump();
        }

        @Override
        public void resume() {
            wanted = true;
            pump();
            if (tooLarge && !over && !pumping && isDrained()) {
                source.resume();
            }
        }

        @Override
        public void close() {
            done = true;
            follower = null;
            if (tooLarge) {
                abandon();
            }
        }

        private void pump() {
            BodySink to = sink;
            if (to == null || pumping || done) {
                return;
            }
            pumping = true;
            while (wanted && !done && from < length) {
                ByteBuffer piece = ByteBuffer.wrap(octets, from, length - from);
                from = length;
                // Told before: the sink may ask for more within the call.
                wanted = false;
                wanted |= to.onData(piece);
            }
            pumping = false;
            if (over && !done && from == length && wanted) {
                done = true;
                finish(to);
            }
        }

        private void finish(BodySink to) {
            Headers end = trailers;
            if (end != null) {
                to.onEnd(end);
            } else {
                to.onFailure(failure == null ? new IllegalStateException("the body was given up") : failure);
            }
        }
    }
}
