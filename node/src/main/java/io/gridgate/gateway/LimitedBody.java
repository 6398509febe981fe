package io.gridgate.gateway;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.PassingBody;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;

/**
 * A body of unknown length that breaks off when it grows beyond a bound.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class LimitedBody extends PassingBody {

    private final long octetsMax;
    private long octets;
    private boolean exceeded;

    LimitedBody(Body body, long octetsMax) {
        super(body);
        this.octetsMax = octetsMax;
    }

    /** Returns whether it broke off for its size. */
    boolean isExceeded() {
        return exceeded;
    }

    @Override
    public void resume() {
        if (!exceeded) {
            super.resume();
        }
    }

    @Override
    public boolean onData(ByteBuffer data) {
        octets += data.remaining();
        if (exceeded || octets > octetsMax) {
            data.position(data.limit());
            breakOff();
            return false;
        }
        return super.onData(data);
    }

    private void breakOff() {
        if (!exceeded) {
            exceeded = true;
            super.onFailure(GatewayException.of(ErrorCode.BODY_TOO_LARGE));
            close();
        }
    }

    @Override
    public void onEnd(Headers trailers) {
        if (!exceeded) {
            super.onEnd(trailers);
        }
    }

    @Override
    public void onFailure(Throwable cause) {
        if (!exceeded) {
            super.onFailure(cause);
        }
    }
}
