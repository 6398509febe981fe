package io.gridgate.upstream;

import io.gridgate.base.EventLoop;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.service.instance.Instance;
import io.gridgate.upstream.codec.AnswerHead;
import io.gridgate.upstream.codec.RequestHead;
import io.gridgate.upstream.session.BackendConnection;
import io.gridgate.upstream.session.Call;
import io.gridgate.upstream.session.LoopResources;
import io.gridgate.wire.Wire;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * One probe: connect, GET, the status, and the connection is closed without waiting for a body.
 *
 * <p>Thread-safety: confined to its loop; the result may be watched by any thread.
 */
final class ProbeCall extends Call implements BackendConnection.Keeper {

    private final Instance instance;
    private final String path;
    private final long timeoutNanos;
    private final CompletableFuture<Integer> status;
    private @Nullable BackendConnection connection;
    private EventLoop.@Nullable Timer timer;
    private boolean finished;

    ProbeCall(Instance instance, String path, long timeoutNanos, CompletableFuture<Integer> status) {
        this.instance = instance;
        this.path = path;
        this.timeoutNanos = timeoutNanos;
        this.status = status;
    }

    void start(Wire wire, LoopResources resources, BackendConnection.Peer peer) {
        BackendConnection made = new BackendConnection(resources.loop(), resources, peer, this);
        connection = made;
        timer = resources.loop().schedule(() -> fail(new SocketTimeoutException("no answer within " + timeoutNanos / 1_000_000 + " ms")),
                timeoutNanos);
        made.connect(wire, timeoutNanos);
    }

    @Override
    public void onConnected(BackendConnection established) {
        if (finished) {
            established.close();
            return;
        }
        established.use(this);
        established.execute(this, null);
    }

    @Override
    public void onFailed(BackendConnection unused, IOException cause) {
        fail(cause);
    }

    @Override
    public void onEnded(BackendConnection unused) {
        fail(new IOException("the connection was closed before an answer"));
    }

    @Override
    public void produceRequest(RequestChannel channel, HttpContext context) throws HttpException, IOException {
        Headers fields = Headers.of(HeaderNames.HOST, instance.address(), HeaderNames.USER_AGENT, "gridgate-health-check",
                HeaderNames.ACCEPT, "*/*", HeaderNames.CONNECTION, "close");
        channel.sendRequest(new RequestHead("GET", path, fields, 0), null, context);
    }

    @Override
    public void consumeResponse(HttpResponse response, @Nullable EntityDetails entity, HttpContext context) {
        end();
        status.complete(response.getCode());
    }

    @Override
    public void failed(Exception cause) {
        fail(cause);
    }

    @Override
    public void cancel() {
        fail(new IOException("the connection was closed before the request was sent"));
    }

    private void fail(Exception cause) {
        if (!finished) {
            end();
            status.completeExceptionally(cause);
        }
    }

    private void end() {
        finished = true;
        if (timer != null) {
            timer.cancel();
        }
        if (connection != null) {
            connection.close();
        }
    }

    // ---- the connection's view

    @Override
    public boolean expectsAnswer() {
        return !finished;
    }

    @Override
    public void onInterim(AnswerHead interim) {
        // The final status is all that counts.
    }

    @Override
    public void onAnswerHead(int answerStatus) {
        // A probe has no body that an answer could overtake.
    }

    @Override
    public void onProgress() {
        // One timer bounds the whole probe.
    }

    @Override
    public void onDeadline(long nowNanos) {
        // One timer bounds the whole probe.
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public void onReleased(boolean atRest) {
        // The connection is being closed.
    }

    @Override
    public void onConnectionLost() {
        fail(new IOException("the connection was closed before an answer"));
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public void produce(DataStreamChannel channel) {
        // A probe has no body.
    }

    @Override
    public boolean isReady() {
        return false;
    }

    @Override
    public void onContent(ByteBuffer content) {
        content.position(content.limit());
    }

    @Override
    public void onComplete(Headers trailers) {
        // The status is all that counts.
    }
}
