package io.gridgate.upstream.session;

import io.gridgate.upstream.codec.AnswerHead;
import io.gridgate.upstream.codec.BodyReceiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * One request on one connection, as the connection and HttpCore's codec see it.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
public abstract class Call implements AsyncClientExchangeHandler, BodyReceiver {

    /** Returns whether the request went out, or goes, and the head of its final answer has not come. */
    public abstract boolean expectsAnswer();

    /** An interim answer came (RFC 9110 15.2); its fields are the call's. */
    public abstract void onInterim(AnswerHead interim);

    /** The head of the final answer came and is about to be acted upon. */
    public abstract void onAnswerHead(int status);

    /** Octets came or went. */
    public abstract void onProgress();

    /** The deadline that this call has set on its connection passed. */
    public abstract void onDeadline(long nowNanos);

    /** Returns whether the connection is not needed any more. */
    public abstract boolean isFinished();

    /**
     * The connection is free of this call, which lets it go now.
     *
     * @param atRest whether nothing is on its way on it, so that it could be used again
     */
    public abstract void onReleased(boolean atRest);

    /** The connection is gone; if the call has not finished, it has failed. */
    public abstract void onConnectionLost();

    // ---- what HttpCore would tell, and the decoders and the session already did

    @Override
    public final void consumeInformation(HttpResponse response, HttpContext context) {
        // The codec told of it before, also of a 100, which HttpCore keeps for itself.
    }

    @Override
    public final void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    public final void consume(ByteBuffer content) {
        throw new IllegalStateException("content: " + content.remaining() + " (expected: none, decoders deliver it themselves)");
    }

    @Override
    public final void streamEnd(@Nullable List<? extends Header> trailers) {
        // The decoder told the receiver.
    }

    @Override
    public final void releaseResources() {
        // A call holds nothing but its connection.
    }
}
