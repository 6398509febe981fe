package io.gridgate.exchange;

import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A body that is passed on as it comes, for those that want to see or stop it on the way: what is not overridden changes nothing.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
public abstract class PassingBody implements Body, BodySink {

    private final Body body;
    private @Nullable BodySink sink;

    /** Creates what passes on that body. */
    protected PassingBody(Body body) {
        this.body = body;
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
        body.close();
    }

    @Override
    public boolean onData(ByteBuffer data) {
        return sink().onData(data);
    }

    @Override
    public void onEnd(Headers trailers) {
        sink().onEnd(trailers);
    }

    @Override
    public void onFailure(Throwable cause) {
        sink().onFailure(cause);
    }

    private BodySink sink() {
        if (sink == null) {
            throw new IllegalStateException("a body pushes before it was started");
        }
        return sink;
    }
}
