package io.gridgate.admin;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.http.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Collects the body of a call in memory, up to a bound.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class WholeBody implements BodySink {

    private final Body body;
    private final int bytesMax;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

    private WholeBody(Body body, int bytesMax) {
        this.body = body;
        this.bytesMax = bytesMax;
    }

    /** Returns all octets of the body; fails with {@code BODY_TOO_LARGE} beyond {@code bytesMax}, having closed the body. */
    static CompletionStage<byte[]> of(Body body, int bytesMax) {
        WholeBody collector = new WholeBody(body, bytesMax);
        if (body.length() > bytesMax) {
            collector.refuse();
        } else {
            body.start(collector);
        }
        return collector.whole;
    }

    @Override
    public boolean onData(ByteBuffer data) {
        if (whole.isDone()) {
            data.position(data.limit());
            return false;
        }
        if (octets.size() + data.remaining() > bytesMax) {
            data.position(data.limit());
            refuse();
            return false;
        }
        byte[] piece = new byte[data.remaining()];
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

    private void refuse() {
        whole.completeExceptionally(
                GatewayException.of(ErrorCode.BODY_TOO_LARGE, "the body is larger than " + bytesMax + " bytes"));
        body.close();
    }
}
