package io.gridgate.ingress;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Handler;
import io.gridgate.exchange.InterimSink;
import io.gridgate.exchange.MemoryBody;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request of a connection and its answer on the way back: frames the answer, streams its body with back-pressure, and ends the
 * exchange exactly once.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
final class Turn implements BiConsumer<Response, Throwable>, BodySink, InterimSink {

    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);
    private static final long HIGH_WATER_OCTETS = 256 << 10;
    private static final byte[] LINE_END = {'\r', '\n'};

    private final FrontConnection connection;
    private final FrontLoop shared;
    private final Exchange exchange;
    private final boolean http11;
    private final @Nullable RequestBody requestBody;
    private boolean keepAlive;
    private @Nullable Body answerBody;
    private boolean answered;
    private boolean answerEnded;
    private boolean chunked;
    private boolean waiting;
    private boolean over;
    private long left = -1;

    Turn(FrontConnection connection, FrontLoop shared, Exchange exchange, RequestHead head, @Nullable RequestBody requestBody) {
        this.connection = connection;
        this.shared = shared;
        this.exchange = exchange;
        this.requestBody = requestBody;
        http11 = head.isHttp11();
        keepAlive = head.isKeepAlive();
        if (http11) {
            // A client of HTTP/1.0 must not get any (RFC 9110 15.2).
            exchange.interimTo(this);
        }
        if (requestBody != null) {
            requestBody.belongTo(this);
        }
    }

    /** Hands the exchange over to whoever answers it. */
    void run(Handler handler) {
        CompletionStage<Response> stage;
        try {
            stage = handler.handle(exchange);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            answer(ErrorAnswer.to(e, exchange.correlationId()));
            return;
        }
        var _ = stage.whenComplete(this);
    }

    @Override
    public void accept(@Nullable Response response, @Nullable Throwable failure) {
        if (!shared.loop.inLoop()) {
            shared.loop.execute(() -> accept(response, failure));
        } else if (over || answered) {
            if (response != null) {
                response.close();
            }
        } else {
            answer(checked(response, failure));
        }
    }

    /**
     * An interim answer goes out before the final one (RFC 9110 15.2). A client that expects a 100 gets one of the node's own, since
     * {@code Expect} is not sent on.
     */
    @Override
    public void onInterim(int status, Headers fields) {
        if (over || answered || status == 100 && exchange.request().headers().contains(HeaderNames.EXPECT)) {
            return;
        }
        try {
            connection.writer.sendInterim(status, fields);
        } catch (IOException e) {
            connection.onBroken();
        }
    }

    private Response checked(@Nullable Response response, @Nullable Throwable failure) {
        if (response == null) {
            Throwable cause = failure == null ? new IllegalStateException("the answer is null") : failure;
            return ErrorAnswer.to(cause, exchange.correlationId());
        }
        if (response.status() < 200 || response.status() > 599) {
            response.close();
            String message = "status: " + response.status() + " (expected: 200 to 599)";
            return ErrorAnswer.to(GatewayException.of(ErrorCode.BAD_GATEWAY, message), exchange.correlationId());
        }
        return response;
    }

    private void answer(Response response) {
        answered = true;
        Body body = response.body();
        boolean head = exchange.request().isHead();
        boolean bodiless = head || response.status() == 204 || response.status() == 304;
        boolean empty = bodiless || response.status() == 205;
        chunked = !empty && body.length() < 0 && http11;
        left = empty ? 0 : body.length();
        keepAlive = keepAlive && !connection.mustClose() && (empty || body.length() >= 0 || http11)
                && !response.headers().hasToken(HeaderNames.CONNECTION, "close") && canGoOnBehindRequest();
        writeHead(response, head, bodiless);
        exchange.answered(response.status());
        try {
            if (empty) {
                body.close();
                end();
            } else if (body instanceof MemoryBody memory) {
                exchange.sent(memory.octets().length);
                connection.writer.send(memory.octets());
                end();
            } else {
                answerBody = body;
                body.start(this);
                if (!over && !answerEnded) {
                    connection.writer.flushSoon();
                }
            }
        } catch (IOException e) {
            connection.onBroken();
        } catch (RuntimeException | LinkageError | AssertionError e) {
            LOG.atError().setCause(e).addKeyValue("correlation_id", exchange.correlationId()).log("an answer failed in its body");
            onFailure(e);
        }
    }

    /** A request whose body is being read will most likely be read to its end. */
    private boolean canGoOnBehindRequest() {
        return requestBody == null || requestBody.isStarted() && !requestBody.isGivenUp() || connection.requests.canSkipRest();
    }

    private void writeHead(Response response, boolean head, boolean bodiless) {
        AnswerHead out = shared.answerHead;
        out.begin(response.status());
        boolean keepsLength = head || response.status() == 304;
        out.fields(response.headers(), keepsLength);
        out.requestId(exchange.correlationId());
        if (chunked) {
            out.chunked();
        } else if (!bodiless && left >= 0) {
            out.contentLength(left);
        } else if (head && response.body().length() > 0 && !response.headers().contains(HeaderNames.CONTENT_LENGTH)) {
            out.contentLength(response.body().length());
        }
        out.connection(!keepAlive, http11);
        out.end();
        connection.writer.enqueue(out.octets(), out.length());
    }

    @Override
    public boolean onData(ByteBuffer data) {
        int octets = data.remaining();
        if (over || octets == 0) {
            data.position(data.limit());
            return !over;
        }
        if (left >= 0 && octets > left) {
            data.position(data.limit());
            onFailure(new IOException("the body is longer than its stated length"));
            return false;
        }
        left -= left < 0 ? 0 : octets;
        exchange.sent(octets);
        try {
            if (chunked) {
                connection.writer.enqueueAscii(Integer.toHexString(octets));
            }
            connection.writer.send(data);
            if (chunked) {
                connection.writer.enqueue(LINE_END, LINE_END.length);
            }
        } catch (IOException e) {
            data.position(data.limit());
            connection.onBroken();
            return false;
        }
        waiting = connection.writer.pending() > (shared.pool.isScarce() ? 0 : HIGH_WATER_OCTETS);
        return !waiting;
    }

    @Override
    public void onEnd(Headers trailers) {
        if (over || answerEnded) {
            return;
        }
        if (left > 0) {
            onFailure(new EOFException("the body is shorter than its stated length"));
            return;
        }
        if (chunked) {
            shared.answerHead.trailers(trailers);
            connection.writer.enqueue(shared.answerHead.octets(), shared.answerHead.length());
        }
        try {
            end();
        } catch (IOException e) {
            connection.onBroken();
        }
    }

    private void end() throws IOException {
        answerEnded = true;
        connection.writer.flush();
    }

    /** A body that broke off must not look whole: the client sees a reset. */
    @Override
    public void onFailure(Throwable cause) {
        if (!over) {
            abandon(Outcome.BROKEN);
            connection.reset();
        }
    }

    /** The connection sent what it could; {@code pending} octets wait. */
    void onFlushed(long pending) {
        if (over) {
            return;
        }
        if (answerEnded) {
            if (pending == 0) {
                over = true;
                end(Outcome.COMPLETED);
                connection.requests.onTurnEnded(keepAlive);
            }
        } else if (waiting && answerBody != null && pending <= HIGH_WATER_OCTETS / 2) {
            waiting = false;
            answerBody.resume();
        }
    }

    /** The request cannot be read to its end: it is refused, or, when its answer is under way, the connection reset. */
    void onRequestFailed(GatewayException cause) {
        keepAlive = false;
        if (over) {
            return;
        }
        if (answered) {
            abandon(Outcome.CLIENT_GONE);
            connection.reset();
            return;
        }
        // Set before the body's sink hears of it, whose failed stage would be the answer otherwise.
        answered = true;
        if (requestBody != null) {
            requestBody.fail(cause);
        }
        tell(exchange::cancel);
        if (!over) {
            answer(ErrorAnswer.to(cause, exchange.correlationId()));
        }
    }

    /** Ends the exchange without a whole answer and tells everyone who works for it. */
    void abandon(Outcome outcome) {
        if (over) {
            return;
        }
        over = true;
        if (requestBody != null) {
            requestBody.fail(new EOFException("the client is gone"));
        }
        Body body = answerBody;
        if (body != null) {
            body.close();
        }
        tell(exchange::cancel);
        end(outcome);
    }

    private void end(Outcome outcome) {
        shared.exchangeEnded();
        tell(() -> exchange.end(outcome));
    }

    /** A listener that fails must not keep the connection from going on. */
    private void tell(Runnable listeners) {
        try {
            listeners.run();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("correlation_id", exchange.correlationId()).log("a listener of an exchange failed");
        }
    }

    void received(int octets) {
        exchange.received(octets);
    }

    boolean isAnswered() {
        return answered;
    }

    boolean isHttp11() {
        return http11;
    }

    @Nullable
    RequestBody requestBody() {
        return requestBody;
    }
}
