package io.gridgate.upstream;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.http.Headers;
import io.gridgate.upstream.codec.Trailers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * Passes the body of a request on to the backend's connection as fast as that takes it; holds at most the piece that the
 * socket took in part.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class RequestSender implements BodySink {

    /** Who sends. */
    interface Listener {

        /** The whole request was handed to the connection. */
        void onRequestSent();

        /** The body broke off, or the connection cannot take it. */
        void onRequestBroken(Throwable cause);

        /** Octets were handed to the codec, which may have to be told to write them. */
        void onRequestOctets();
    }

    private final Body body;
    private final Listener listener;
    private @Nullable DataStreamChannel channel;
    private @Nullable ByteBuffer pending;
    private @Nullable Headers trailers;
    private long taken;
    private boolean started;
    private boolean ended;
    private boolean stopped;

    RequestSender(Body body, Listener listener) {
        this.body = body;
        this.listener = listener;
    }

    /** The codec can take octets: the first time the body is started, later what is pending is written. */
    void produce(DataStreamChannel to) throws IOException {
        channel = to;
        if (!started) {
            started = true;
            body.start(this);
        } else if (!stopped) {
            writePending(to);
        }
    }

    /** Returns the octets that wait for the connection. */
    int available() {
        return pending == null ? 0 : pending.remaining();
    }

    /** Returns whether the connection has taken all there is, so that only the client can go on. */
    boolean waitsForClient() {
        return started && !ended && pending == null;
    }

    /** Sends no more and gives the body up. */
    void stop() {
        if (stopped || ended && pending == null) {
            return;
        }
        stopped = true;
        pending = null;
        if (started && !ended) {
            body.close();
        }
    }

    private void writePending(DataStreamChannel to) throws IOException {
        ByteBuffer rest = pending;
        if (rest == null) {
            return;
        }
        to.write(rest);
        if (rest.hasRemaining()) {
            return;
        }
        pending = null;
        if (ended) {
            end(to);
        } else {
            body.resume();
        }
    }

    @Override
    public boolean onData(ByteBuffer data) {
        DataStreamChannel to = channel;
        if (stopped || to == null) {
            data.position(data.limit());
            return false;
        }
        taken += data.remaining();
        try {
            if (pending == null) {
                to.write(data);
            }
        } catch (IOException | RuntimeException e) {
            data.position(data.limit());
            broken(e);
            return false;
        }
        boolean all = !data.hasRemaining();
        if (!all) {
            append(data);
            to.requestOutput();
        }
        listener.onRequestOctets();
        return all && !stopped;
    }

    private void append(ByteBuffer data) {
        int earlier = available();
        ByteBuffer both = ByteBuffer.allocate(earlier + data.remaining());
        if (pending != null) {
            both.put(pending);
        }
        pending = both.put(data).flip();
    }

    @Override
    public void onEnd(Headers requestTrailers) {
        DataStreamChannel to = channel;
        if (stopped || to == null) {
            return;
        }
        ended = true;
        trailers = requestTrailers;
        if (body.length() >= 0 && taken != body.length()) {
            broken(new IOException("the request body has " + taken + " octets (stated: " + body.length() + ")"));
        } else if (pending == null) {
            try {
                end(to);
            } catch (IOException | RuntimeException e) {
                broken(e);
            }
        }
    }

    private void end(DataStreamChannel to) throws IOException {
        to.endStream(codecTrailers());
        listener.onRequestSent();
        listener.onRequestOctets();
    }

    private @Nullable List<Header> codecTrailers() {
        if (trailers == null || trailers.size() == 0 || body.length() >= 0) {
            return null;
        }
        Headers sent = Trailers.endToEnd(trailers.copy());
        List<Header> fields = new ArrayList<>(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            fields.add(new BasicHeader(sent.name(i), sent.value(i)));
        }
        return fields;
    }

    @Override
    public void onFailure(Throwable cause) {
        ended = true;
        broken(cause);
    }

    private void broken(Throwable cause) {
        if (!stopped) {
            stopped = true;
            pending = null;
            listener.onRequestBroken(cause);
        }
    }
}
