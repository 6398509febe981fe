package io.gridgate.upstream;

import io.gridgate.exchange.Attempt;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.http.Headers;
import io.gridgate.upstream.codec.AnswerHead;
import io.gridgate.upstream.codec.BadAnswerException;
import io.gridgate.upstream.codec.RequestHead;
import io.gridgate.upstream.pool.InstancePool;
import io.gridgate.upstream.pool.LeasedEndpoint;
import io.gridgate.upstream.session.BackendConnection;
import io.gridgate.upstream.session.Call;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of an exchange: lease, connect if need be, send, and stream the answer back. Ends once, by the end of the answer
 * or by one failure; its connection is let go after that, when the codec has returned.
 *
 * <p>Clocks, all on one deadline of the connection: while the request goes out, {@code idle} restarts with each octet, since a
 * slow client is not the backend's fault; {@code first_byte} runs from the end of the request to the head of the answer and is
 * not restarted by interim answers; {@code idle} again restarts with each octet of the body and stands still while the client
 * takes none; the exchange's own deadline ends each of them.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class AttemptCall extends Call implements RequestSender.Listener, AnswerBody.Source {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptCall.class);

    private enum Phase {
        LEASING,
        SENDING,
        AWAITING,
        ANSWERING,
        OVER
    }

    private final Exchange exchange;
    private final AttemptTarget target;
    private final Attempt attempt;
    private final AttemptLease lease;
    private final RequestHead head;
    private final @Nullable RequestSender sender;
    private final CompletableFuture<Response> answer = new CompletableFuture<>();

    private Phase phase = Phase.LEASING;
    private @Nullable BackendConnection connection;
    private @Nullable AnswerBody body;
    private boolean requestSent;
    /** How long the connection may lie idle behind this attempt; null: it must not be used again. */
    private @Nullable TimeValue keep;

    AttemptCall(Exchange exchange, AttemptTarget target, InstancePool pool, Attempt attempt) {
        this.exchange = exchange;
        this.target = target;
        this.attempt = attempt;
        Body requestBody = exchange.forwardBody();
        lease = new AttemptLease(this, pool);
        head = ForwardedRequest.head(exchange, requestBody, target.rewriteHost() ? attempt.destination().address() : null);
        sender = head.hasBody() ? new RequestSender(requestBody, this) : null;
    }

    CompletionStage<Response> start() {
        exchange.onCancelled(this::onCancelled);
        if (phase == Phase.LEASING) {
            lease.ask();
        }
        return answer;
    }

    // ---- what its lease needs and tells

    Exchange exchange() {
        return exchange;
    }

    AttemptTarget target() {
        return target;
    }

    boolean isPastDeadline() {
        return exchange.deadlineNanos() != Exchange.NO_DEADLINE && exchange.deadlineNanos() - System.nanoTime() <= 0;
    }

    void onNoConnection(AttemptFailure kind, String message, @Nullable Throwable cause) {
        fail(kind, message, cause);
    }

    void onConnected(LeasedEndpoint leased) {
        BackendConnection current = leased.connection();
        if (current == null) {
            throw new IllegalStateException("connection: null (expected: connected)");
        }
        connection = current;
        current.use(this);
        current.deadline().limit(exchange.deadlineNanos());
        requestSent = sender == null;
        phase = requestSent ? Phase.AWAITING : Phase.SENDING;
        arm(requestSent ? target.firstByteNanos() : target.idleTimeoutNanos());
        leased.execute(null, this, null, null);
    }

    // ---- the request

    @Override
    public void produceRequest(RequestChannel channel, HttpContext context) throws HttpException, IOException {
        channel.sendRequest(head, sender == null ? null : head, context);
    }

    @Override
    public int available() {
        return sender == null ? 0 : sender.available();
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        if (sender != null) {
            sender.produce(channel);
        }
    }

    @Override
    public void onRequestSent() {
        requestSent = true;
        if (phase == Phase.SENDING) {
            phase = Phase.AWAITING;
            arm(target.firstByteNanos());
        }
    }

    @Override
    public void onRequestOctets() {
        if (connection != null) {
            connection.session().flushOutput();
        }
    }

    @Override
    public void onRequestBroken(Throwable cause) {
        if (phase == Phase.OVER) {
            return;
        }
        if (cause instanceof GatewayException refusal && phase != Phase.ANSWERING) {
            refuse(refusal);
        } else {
            fail(AttemptFailure.CANCELLED, "the request body broke off", cause);
        }
    }

    // ---- the answer

    @Override
    public boolean expectsAnswer() {
        return phase == Phase.SENDING || phase == Phase.AWAITING;
    }

    /** It goes on at once and changes nothing: the same clock runs, and the attempt may still be repeated (RFC 9110 15.2). */
    @Override
    public void onInterim(AnswerHead interim) {
        exchange.interim(interim.getCode(), ForwardedAnswer.fields(interim.fields(), false));
    }

    /**
     * A refusal that comes while the request still goes out ends the request there, unfinished; the codec would end it as if
     * it were whole. After a success the request goes on: the backend may answer while it reads.
     */
    @Override
    public void onAnswerHead(int status) {
        if (!requestSent && status >= 300) {
            stopRequest();
        }
    }

    private void stopRequest() {
        if (connection != null) {
            connection.session().sealOutput();
        }
        stopSending();
    }

    private void stopSending() {
        if (sender != null) {
            sender.stop();
        }
    }

    @Override
    public void consumeResponse(HttpResponse response, @Nullable EntityDetails entity, HttpContext context) {
        AnswerHead answerHead = (AnswerHead) response;
        long length = answerHead.bodyLength();
        boolean reusable = answerHead.isReusable() && (entity == null || length != ContentLengthStrategy.UNDEFINED);
        keep = reusable ? keepFor(answerHead) : null;
        long now = System.nanoTime();
        attempt.answered(answerHead.getCode(), now);
        boolean keepLength = exchange.request().isHead() || answerHead.getCode() == 304;
        Headers fields = ForwardedAnswer.fields(answerHead.fields(), keepLength);
        Body answerBody = Body.empty();
        if (entity == null) {
            finish();
        } else {
            phase = Phase.ANSWERING;
            body = new AnswerBody(length >= 0 ? length : -1, this);
            answerBody = body;
            onPause();
        }
        answer.complete(new Response(answerHead.getCode(), fields, answerBody));
    }

    private TimeValue keepFor(AnswerHead answerHead) {
        long nanos = ForwardedAnswer.keepNanos(answerHead.fields(), target.idleNanos());
        return nanos == target.idleNanos() ? target.idle() : TimeValue.of(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean isReady() {
        return body != null && body.isReady();
    }

    @Override
    public void onContent(ByteBuffer content) {
        if (body != null) {
            body.onContent(content);
        }
    }

    @Override
    public void onComplete(Headers trailers) {
        if (phase == Phase.ANSWERING) {
            finish();
        }
        if (body != null) {
            body.onComplete(trailers);
        }
    }

    @Override
    public void onReady() {
        if (phase != Phase.ANSWERING || connection == null) {
            return;
        }
        arm(target.idleTimeoutNanos());
        connection.session().pump();
    }

    /** The client takes nothing now: its silence is the front's affair, only the exchange's own deadline goes on. */
    @Override
    public void onPause() {
        if (phase == Phase.ANSWERING && connection != null) {
            connection.deadline().relax();
        }
    }

    @Override
    public void onAbandoned() {
        if (phase != Phase.ANSWERING || connection == null || body == null) {
            return;
        }
        // What has come already may be the whole rest; then the connection is saved.
        body.discard();
        connection.session().pump();
        if (phase == Phase.ANSWERING) {
            phase = Phase.OVER;
            stopRequest();
            connection.close();
        }
    }

    // ---- time

    private void arm(long nanos) {
        if (connection != null) {
            long now = System.nanoTime();
            connection.deadline().set(now + nanos, now);
        }
    }

    @Override
    public void onProgress() {
        if (phase == Phase.SENDING || phase == Phase.ANSWERING && isReady()) {
            arm(target.idleTimeoutNanos());
        }
    }

    @Override
    public void onDeadline(long nowNanos) {
        if (phase == Phase.SENDING && sender != null && sender.waitsForClient() && !isPastDeadline()) {
            refuse(GatewayException.of(ErrorCode.REQUEST_TIMEOUT));
        } else if (phase != Phase.OVER) {
            fail(phase == Phase.ANSWERING ? AttemptFailure.BODY : AttemptFailure.TIMEOUT, "the backend was silent in phase " + phase, null);
        }
    }

    // ---- the end

    /** The codec failed with the request under way. */
    @Override
    public void failed(Exception cause) {
        if (phase != Phase.OVER) {
            fail(kindOf(cause), String.valueOf(cause.getMessage()), cause);
        }
    }

    private AttemptFailure kindOf(Exception cause) {
        if (phase == Phase.ANSWERING) {
            return AttemptFailure.BODY;
        }
        if (cause instanceof RuntimeException) {
            LOG.atError().setCause(cause).addKeyValue("correlation_id", exchange.correlationId()).log("an attempt failed by a defect");
        }
        return cause instanceof IOException && !(cause instanceof BadAnswerException) ? AttemptFailure.RESET : AttemptFailure.PROTOCOL;
    }

    @Override
    public void cancel() {
        failed(new IOException("the connection was closed before the request was sent"));
    }

    /** The answer is whole. */
    private void finish() {
        phase = Phase.OVER;
        if (!requestSent) {
            keep = null;
            stopRequest();
        }
    }

    private void onCancelled() {
        if (phase != Phase.OVER) {
            fail(AttemptFailure.CANCELLED, "the exchange was cancelled", null);
        }
    }

    /** The request itself is at fault, as the exception tells the client; the instance is not. */
    private void refuse(GatewayException refusal) {
        phase = Phase.OVER;
        attempt.failed(AttemptFailure.CANCELLED);
        letGo();
        answer.completeExceptionally(refusal);
    }

    private void fail(AttemptFailure kind, String message, @Nullable Throwable cause) {
        if (phase == Phase.OVER) {
            return;
        }
        boolean answered = phase == Phase.ANSWERING;
        phase = Phase.OVER;
        attempt.failed(kind);
        target.manager().meters().failed(kind);
        letGo();
        AttemptException failure = new AttemptException(kind, message, cause);
        if (answered && body != null) {
            body.fail(failure);
        } else {
            answer.completeExceptionally(failure);
        }
    }

    /** Gives up whatever the attempt holds. */
    private void letGo() {
        keep = null;
        stopSending();
        if (connection != null) {
            connection.session().sealOutput();
            connection.close();
        } else {
            lease.giveUp();
        }
    }

    @Override
    public boolean isFinished() {
        return phase == Phase.OVER;
    }

    @Override
    public void onReleased(boolean atRest) {
        connection = null;
        lease.release(atRest ? keep : null);
    }

    @Override
    public void onConnectionLost() {
        connection = null;
        if (phase != Phase.OVER) {
            failed(new IOException("the connection was closed"));
        }
        lease.release(null);
    }
}
