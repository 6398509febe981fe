package io.gridgate.service;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of an instance's answer, which tells when the instance is no longer used.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class UsedBody implements Body, BodySink {

    private final Body body;
    private final InstanceUse use;
    private @Nullable BodySink sink;

    UsedBody(Body body, InstanceUse use) {
        this.body = body;
        this.use = use;
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
        body.resume();
    }

    @Override
    public void close() {
        use.end();
        body.close();
    }

    @Override
    public boolean onData(ByteBuffer data) {
        return sink().onData(data);
    }

    @Override
    public void onEnd(Headers trailers) {
        use.completed();
        sink().onEnd(trailers);
    }

    @Override
    public void onFailure(Throwable cause) {
        use.broken();
        sink().onFailure(cause);
    }

    private BodySink sink() {
        if (sink == null) {
            throw new IllegalStateException("a body pushes before it was started");
        }
        return sink;
    }
}
