package io.gridgate.admin;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.http.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Collects the body of a call in memory, up to a bound.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class WholeBody implements BodySink {

    /** The most octets of bodies in memory at once. */
    static final long ALL_BYTES_MAX = 32 << 20;

    private final Body body;
    private final int bytesMax;
    private final AtomicLong inMemory;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

    private WholeBody(Exchange exchange, int bytesMax, AtomicLong inMemory) {
        this.body = exchange.request().body();
        this.bytesMax = bytesMax;
        this.inMemory = inMemory;
    }

    /**
     * Returns all octets of the exchange's body; fails with {@code BODY_TOO_LARGE} beyond {@code bytesMax} and with {@code OVERLOADED} when
     * the bodies of all calls are larger than {@link #ALL_BYTES_MAX} together, having closed the body.
     *
     * @param inMemory the octets of all calls that have not ended
     */
    static CompletionStage<byte[]> of(Exchange exchange, int bytesMax, AtomicLong inMemory) {
        WholeBody collector = new WholeBody(exchange, bytesMax, inMemory);
        if (collector.body.length() > bytesMax) {
            collector.refuse(tooLarge(bytesMax));
        } else {
            exchange.onEnded(ended -> inMemory.addAndGet(-collector.octets.size()));
            collector.body.start(collector);
        }
        return collector.whole;
    }

    @Override
    public boolean onData(ByteBuffer data) {
        if (whole.isDone()) {
            data.position(data.limit());
            return false;
        }
        int more = data.remaining();
        if (octets.size() + more > bytesMax) {
            data.position(data.limit());
            refuse(tooLarge(bytesMax));
            return false;
        }
        if (inMemory.addAndGet(more) > ALL_BYTES_MAX) {
            inMemory.addAndGet(-more);
            data.position(data.limit());
            refuse(GatewayException.of(ErrorCode.OVERLOADED, "too many documents at once"));
            return false;
        }
        byte[] piece = new byte[more];
        data.get(piece);
        octets.writeBytes(piece);
        return true;
    }

    @Override
    public void onEnd(Headers trailers) {
        whole.complete(octets.toByteArray());
    }

    @Override
    public void onFailure(Throwable cause) {
        whole.completeExceptionally(cause);
    }

    private void refuse(GatewayException refusal) {
        whole.completeExceptionally(refusal);
        body.close();
    }

    private static GatewayException tooLarge(int bytesMax) {
        return GatewayException.of(ErrorCode.BODY_TOO_LARGE, "the body is larger than " + bytesMax + " bytes");
    }
}
