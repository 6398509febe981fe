package io.gridgate.gateway;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A body of unknown length that breaks off when it grows beyond a bound.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class LimitedBody implements Body, BodySink {

    private final Body body;
    private final long octetsMax;
    private @Nullable BodySink sink;
    private long octets;
    private boolean exceeded;

    LimitedBody(Body body, long octetsMax) {
        this.body = body;
        this.octetsMax = octetsMax;
    }

    /** Returns whether it broke off for its size. */
    boolean isExceeded() {
        return exceeded;
    }

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public void start(BodySink receiver) {
        sink = receiver;
        body.start(this);
    }

    @Override
    public void resume() {
        if (!exceeded) {
            body.resume();
        }
    }

    @Override
    public void close() {
        body.close();
    }

    @Override
    public boolean onData(ByteBuffer data) {
        BodySink receiver = sink;
        octets += data.remaining();
        if (receiver == null || exceeded || octets > octetsMax) {
            data.position(data.limit());
            breakOff(receiver);
            return false;
        }
        return receiver.onData(data);
    }

    private void breakOff(@Nullable BodySink receiver) {
        if (!exceeded) {
            exceeded = true;
            if (receiver != null) {
                receiver.onFailure(GatewayException.of(ErrorCode.BODY_TOO_LARGE));
            }
            body.close();
        }
    }

    @Override
    public void onEnd(Headers trailers) {
        if (sink != null && !exceeded) {
            sink.onEnd(trailers);
        }
    }

    @Override
    public void onFailure(Throwable cause) {
        if (sink != null && !exceeded) {
            sink.onFailure(cause);
        }
    }
}
