package io.gridgate.upstream;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Checks the octets of a body and pauses after each piece.
 *
 * <p>Thread-safety: confined to the loop but for {@code done} and {@code largestPiece}.
 */
final class PatternSink implements BodySink {

    final CompletableFuture<Long> done = new CompletableFuture<>();
    final AtomicLong largestPiece = new AtomicLong();
    long closeAfter = Long.MAX_VALUE;
    private final Body body;
    private final EventLoop loop;
    private long position;
    private boolean resumes;
    private boolean paused;

    /** Creates a sink that goes on by itself when {@code resumes} is 1: every other time in the call, else by a task. */
    PatternSink(Body body, EventLoop loop, int resumes) {
        this.body = body;
        this.loop = loop;
        this.resumes = resumes == 1;
    }

    void resumeOnce() {
        if (paused) {
            paused = false;
            body.resume();
        }
    }

    void resumeFromNowOn() {
        resumes = true;
        resumeOnce();
    }

    @Override
    public boolean onData(ByteBuffer data) {
        if (paused) {
            done.completeExceptionally(new AssertionError("data while paused"));
        }
        largestPiece.accumulateAndGet(data.remaining(), Math::max);
        while (data.hasRemaining()) {
            byte octet = data.get();
            if (octet != Patterns.at(position)) {
                done.completeExceptionally(new AssertionError("octet " + position));
            }
            position++;
        }
        if (position >= closeAfter) {
            body.close();
            return false;
        }
        paused = true;
        if (resumes) {
            loop.execute(this::resumeOnce);
        }
        return false;
    }

    @Override
    public void onEnd(Headers trailers) {
        if (paused) {
            done.completeExceptionally(new AssertionError("end while paused"));
        }
        done.complete(position);
    }

    @Override
    public void onFailure(Throwable cause) {
        done.completeExceptionally(cause);
    }
}
