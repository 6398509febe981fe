package io.gridgate.service.retry;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.MemoryBody;
import io.gridgate.http.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as several attempts read it: what the first one took is kept, as long as it is at most
 * {@link #LIMIT} octets, and the next one reads that and then goes on where the first stopped.
 *
 * <p>Until {@link #settle} an attempt that closes its body only detaches from it. Nothing is lost between two attempts: what
 * the client's connection pushes meanwhile, one piece at most, is kept too.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
public final class Replay implements BodySink {

    /** The most octets of a body that are kept to be sent again. */
    public static final int LIMIT = 64 * 1024;

    private final Body source;
    private final byte @Nullable [] memory;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
    private boolean keeping;
    private boolean dropped;
    private boolean started;
    private boolean paused;
    private boolean settled;
    private boolean sourceClosed;
    private @Nullable Headers trailers;
    private @Nullable Throwable failure;
    private @Nullable Reading reading;

    private Replay(Body source) {
        this.source = source;
        this.memory = source instanceof MemoryBody whole && whole.length() <= LIMIT ? whole.octets() : null;
        this.keeping = source.length() <= LIMIT;
    }

    /** Returns the replay of that body, which nobody else reads from now on. */
    public static Replay of(Body source) {
        return new Replay(source);
    }

    /** Returns whether a further attempt could read the whole body. */
    public boolean isRepeatable() {
        return memory != null || (!started || !dropped) && failure == null;
    }

    /** Returns the body for the next attempt; the one before gets nothing any more. */
    public Body next() {
        if (memory != null) {
            return Body.of(memory);
        }
        reading = new Reading();
        return reading;
    }

    /** There will be no further attempt: nothing more is kept, and the last one's close is a real one. */
    public void settle() {
        settled = true;
        keeping = false;
        Reading last = reading;
        if (last != null && last.isLive()) {
            kept.reset();
            last.position = 0;
        } else if (last == null && memory == null) {
            closeSource();
        }
    }

    /** Gives the body up. */
    public void close() {
        reading = null;
        settled = true;
        closeSource();
    }

    private void closeSource() {
        if (!sourceClosed) {
            sourceClosed = true;
            kept.reset();
            source.close();
        }
    }

    @Override
    public boolean onData(ByteBuffer data) {
        Reading reader = reading;
        if (reader == null || !reader.isLive()) {
            keep(data);
            paused = true;
            return false;
        }
        if (keeping && kept.size() + data.remaining() <= LIMIT) {
            keep(data.duplicate());
            reader.position = kept.size();
        } else {
            keeping = false;
            dropped = true;
            kept.reset();
            reader.position = 0;
        }
        boolean more = reader.push(data);
        Reading now = reading;
        if (now != reader) {
            more = now != null && now.isLive();
        }
        paused = !more;
        return more;
    }

    private void keep(ByteBuffer data) {
        byte[] piece = new byte[data.remaining()];
        data.get(piece);
        kept.writeBytes(piece);
    }

    @Override
    public void onEnd(Headers trailingFields) {
        trailers = trailingFields;
        if (reading != null) {
            reading.pump();
        }
    }

    @Override
    public void onFailure(Throwable cause) {
        failure = cause;
        if (reading != null) {
            reading.pump();
        }
    }

    /**
     * The body as one attempt reads it.
     *
     * <p>Thread-safety: confined to the exchange's loop.
     */
    private final class Reading implements Body {

        private @Nullable BodySink sink;
        private int position;
        private boolean blocked;
        private boolean pushing;
        private boolean resumed;
        private boolean done;

        @Override
        public long length() {
            return source.length();
        }

        @Override
        public void start(BodySink receiver) {
            sink = receiver;
            pump();
        }

        @Override
        public void resume() {
            if (pushing) {
                resumed = true;
            } else if (blocked) {
                blocked = false;
                pump();
            }
        }

        @Override
        public void close() {
            if (reading == this) {
                reading = null;
                if (settled) {
                    closeSource();
                }
            }
        }

        /** Whether the next octets of the source are the next ones of this reading, and wanted. */
        private boolean isLive() {
            return sink != null && !blocked && position == kept.size();
        }

        /** Hands one piece over; a resume from within counts as an answer of true. */
        private boolean push(ByteBuffer data) {
            BodySink receiver = sink;
            if (receiver == null) {
                return false;
            }
            pushing = true;
            resumed = false;
            boolean more = receiver.onData(data) || resumed;
            pushing = false;
            blocked = !more;
            return more;
        }

        /** Goes on: first what is kept, then the end if it is known, then the source. */
        private void pump() {
            BodySink receiver = sink;
            if (reading != this || receiver == null || blocked || done || pushing) {
                return;
            }
            if (position < kept.size()) {
                byte[] all = kept.toByteArray();
                ByteBuffer rest = ByteBuffer.wrap(all, position, all.length - position);
                position = all.length;
                if (!push(rest) || reading != this) {
                    return;
                }
            }
            if (failure != null || trailers != null) {
                finish(receiver);
            } else if (!started) {
                started = true;
                dropped = !keeping;
                source.start(Replay.this);
            } else if (paused) {
                paused = false;
                source.resume();
            }
        }

        private void finish(BodySink receiver) {
            done = true;
            if (failure != null) {
                receiver.onFailure(failure);
            } else if (trailers != null) {
                receiver.onEnd(trailers);
            }
        }
    }
}
