package io.gridgate.cache;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Outcome;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that is for one client only: as it comes, and its end is the end of the exchange that fetched it.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class PassedBody implements Body, BodySink {

    private final Body body;
    private final Exchange fetch;
    private @Nullable BodySink sink;

    PassedBody(Body body, Exchange fetch) {
        this.body = body;
        this.fetch = fetch;
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
        end(Outcome.CLIENT_GONE);
    }

    @Override
    public boolean onData(ByteBuffer data) {
        return sink != null && sink.onData(data);
    }

    @Override
    public void onEnd(Headers trailers) {
        end(Outcome.COMPLETED);
        if (sink != null) {
            sink.onEnd(trailers);
        }
    }

    @Override
    public void onFailure(Throwable cause) {
        end(Outcome.BROKEN);
        if (sink != null) {
            sink.onFailure(cause);
        }
    }

    private void end(Outcome how) {
        if (fetch.outcome() == null) {
            fetch.end(how);
        }
    }
}
