package io.gridgate.service;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.PassingBody;
import io.gridgate.http.Headers;

/**
 * The body of an instance's answer, which tells when the instance is no longer used.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class UsedBody extends PassingBody {

    private final InstanceUse use;

    UsedBody(Body body, InstanceUse use) {
        super(body);
        this.use = use;
    }

    @Override
    public void close() {
        use.end();
        super.close();
    }

    @Override
    public void onEnd(Headers trailers) {
        use.completed();
        super.onEnd(trailers);
    }

    @Override
    public void onFailure(Throwable cause) {
        use.broken();
        super.onFailure(cause);
    }
}
