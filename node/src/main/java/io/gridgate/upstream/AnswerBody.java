package io.gridgate.upstream;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer on its way from the decoder to whoever takes it. While nobody takes it, nothing is decoded, what was
 * read stays with the session, and the backend's window closes.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class AnswerBody implements Body {

    /** What the body needs of its call. */
    interface Source {

        /** The sink is ready for more. */
        void onReady();

        /** The sink wants a pause. */
        void onPause();

        /** Nobody wants the rest. */
        void onAbandoned();
    }

    private final long length;
    private final Source source;
    private @Nullable BodySink sink;
    private @Nullable Headers trailers;
    private @Nullable Throwable failure;
    private boolean waiting;
    private boolean over;
    private boolean discarding;

    AnswerBody(long length, Source source) {
        this.length = length;
        this.source = source;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void start(BodySink to) {
        if (sink != null) {
            throw new IllegalStateException("body: started (expected: not started)");
        }
        sink = to;
        if (!finish()) {
            source.onReady();
        }
    }

    @Override
    public void resume() {
        if (waiting && !over) {
            waiting = false;
            if (!finish()) {
                source.onReady();
            }
        }
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            if (trailers == null && failure == null) {
                source.onAbandoned();
            }
        }
    }

    /** Tells the sink of the end if that has come; returns whether it has. */
    private boolean finish() {
        BodySink to = sink;
        Headers end = trailers;
        Throwable cause = failure;
        if (to == null || over || cause == null && (end == null || waiting)) {
            return over;
        }
        over = true;
        if (cause != null) {
            to.onFailure(cause);
        } else if (end != null) {
            to.onEnd(end);
        }
        return true;
    }

    // ---- the decoder's side

    boolean isReady() {
        return discarding || sink != null && !waiting && !over;
    }

    /** Takes what is still delivered and throws it away. */
    void discard() {
        discarding = true;
    }

    void onContent(ByteBuffer content) {
        BodySink to = sink;
        if (to == null || over) {
            content.position(content.limit());
        } else if (!to.onData(content)) {
            waiting = true;
            source.onPause();
        }
    }

    void onComplete(Headers end) {
        trailers = end;
        var _ = finish();
    }

    /** The body broke off. The sink is told at once, though it may have asked for a pause. */
    void fail(Throwable cause) {
        if (trailers == null && failure == null) {
            failure = cause;
            var _ = finish();
        }
    }
}
