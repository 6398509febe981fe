package io.gridgate.ingress;

import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Outcome;
import io.gridgate.wire.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection, one after the other: reads the head of each, hands it over, passes its body on, and skips what is
 * left of it behind its answer. Pipelined requests wait with the reader until the answer before them is out.
 *
 * <p>Thread-safety: confined to its loop.
 */
final class RequestSequence {

    private enum Phase {
        /** Between two requests, or in the head of one. */
        HEAD,
        /** An exchange is under way. */
        EXCHANGE,
        /** The answer is out, and the rest of its request is skipped. */
        REST
    }

    private final FrontConnection connection;
    private final FrontListener front;
    private final FrontLoop shared;
    private final Pipe pipe;
    private final FrontDeadlines deadlines;
    private final HeadReader heads;
    private final ExchangeStart start;
    private final RequestRest rest = new RequestRest();

    private Phase phase = Phase.HEAD;
    private @Nullable Turn turn;
    private long idleSinceNanos = System.nanoTime();

    RequestSequence(FrontConnection connection, FrontListener front, FrontLoop shared, Pipe pipe, FrontDeadlines deadlines) {
        this.connection = connection;
        this.front = front;
        this.shared = shared;
        this.pipe = pipe;
        this.deadlines = deadlines;
        heads = new HeadReader(front.limits().headOctetsMax(), front.limits().uriOctetsMax());
        start = new ExchangeStart(front, shared, pipe);
    }

    // ---- octets

    /** Uses octets up to the next step of a request; returns whether more of them can be used at once. */
    boolean advance(ByteBuffer in) throws IOException {
        return switch (phase) {
            case HEAD -> readHead(in);
            case EXCHANGE -> pushBody(in);
            case REST -> skipRest(in);
        };
    }

    private boolean readHead(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return false;
        }
        boolean begun = heads.isBegun();
        RequestHead head = heads.read(in, shared.scratch);
        if (head == null) {
            if (!begun) {
                deadlines.awaitHead();
            }
            return false;
        }
        begin(head, in);
        return true;
    }

    /** A sink may answer from within the body and want no more of it: what is left is then the rest of a request. */
    private boolean pushBody(ByteBuffer in) {
        RequestBody body = body();
        return body != null && (body.advance(in, shared.scratch) || turn == null);
    }

    private boolean skipRest(ByteBuffer in) throws IOException {
        boolean more = rest.skip(in, shared.scratch);
        if (!rest.isOpen()) {
            becomeIdle();
        } else if (rest.isTooLong()) {
            connection.linger();
        }
        return more;
    }

    /** Octets came. */
    void onOctets() {
        if (phase == Phase.EXCHANGE && isBodyFlowing()) {
            deadlines.awaitBody();
        }
    }

    /** Returns whether octets that come now can be used, or kept until they can: one read may come before a body is started. */
    boolean wantsInput() {
        RequestBody body = phase == Phase.EXCHANGE && rest.isOpen() ? body() : null;
        return body == null || !body.isStarted() || body.isFlowing();
    }

    private @Nullable RequestBody body() {
        Turn current = turn;
        return current == null ? null : current.requestBody();
    }

    private boolean isBodyFlowing() {
        RequestBody body = body();
        return body != null && body.isFlowing();
    }

    // ---- an exchange

    private void begin(RequestHead head, ByteBuffer behind) {
        long now = System.nanoTime();
        BodyFraming framing = start.framing(head, behind);
        RequestBody body = framing == null ? null : new RequestBody(this, framing);
        rest.begin(framing, head.isContinueExpected());
        Exchange exchange = start.of(head, body, now);
        deadlines.awaitNothing();
        phase = Phase.EXCHANGE;
        shared.exchangeBegan();
        Turn begun = new Turn(connection, shared, exchange, head, body);
        turn = begun;
        begun.run(front.handler());
    }

    void onBodyStarted() {
        if (rest.awaitsContinue() && turn != null && !turn.isAnswered() && !connection.reader.hasKept()) {
            rest.continued();
            connection.writer.enqueueContinue();
            connection.writer.flushSoon();
        }
        onBodyResumed();
    }

    void onBodyResumed() {
        deadlines.awaitBody();
        connection.reader.post();
    }

    void onBodyEnded() {
        rest.end();
        deadlines.awaitNothing();
    }

    /** Returns whether what is still to come of the request can be skipped. */
    boolean canSkipRest() {
        return rest.canBeSkipped(connection.reader.hasKept());
    }

    /** The client took octets; {@code pending} wait. */
    void onFlushed(long pending) {
        Turn current = turn;
        if (current != null) {
            current.onFlushed(pending);
        }
    }

    /** The exchange is over and its answer with the kernel. */
    void onTurnEnded(boolean keepAlive) {
        RequestBody body = body();
        turn = null;
        deadlines.probeNoMore();
        if (body != null && !body.isOver()) {
            body.fail(new IOException("the exchange ended before its request"));
        }
        try {
            if (!keepAlive) {
                connection.linger();
            } else if (rest.isOpen()) {
                phase = Phase.REST;
                deadlines.awaitRest();
            } else {
                becomeIdle();
            }
            if (!connection.reader.isPumping()) {
                settleBehindTurn();
            }
        } catch (IOException e) {
            connection.onBroken();
        }
    }

    private void settleBehindTurn() throws IOException {
        if (connection.reader.hasKept() || rest.isOpen() || pipe.hasBuffered()) {
            connection.reader.post();
        } else {
            connection.settle();
        }
    }

    private void becomeIdle() {
        phase = Phase.HEAD;
        idleSinceNanos = System.nanoTime();
        deadlines.awaitRequest(idleSinceNanos);
    }

    // ---- ends

    /** Returns whether no request is under way but at most the head of one. */
    boolean isBetween() {
        return phase == Phase.HEAD;
    }

    /** The client ended its half: it may wait for its answer or be gone. */
    void onInputEnded() {
        if (phase != Phase.EXCHANGE) {
            connection.close();
        } else if (rest.isCutOffByEnd() || !pipe.isHalfCloseable()) {
            connection.onBroken();
        } else {
            deadlines.probeFirst();
        }
    }

    /**
     * A client that ended its half may wait for its answer or be gone. An interim answer, which every client must skip
     * (RFC 9110 15.2), tells: a socket that is gone resets it, and the second one cannot be written any more.
     */
    void probe(long now) {
        Turn current = turn;
        if (current == null) {
            deadlines.probeNoMore();
            return;
        }
        deadlines.probeAgain(now);
        if (!current.isAnswered() && current.isHttp11()) {
            try {
                connection.writer.enqueueContinue();
                connection.writer.flush();
            } catch (IOException e) {
                connection.onBroken();
            }
        }
    }

    /** What was awaited did not come in time. */
    void onStalled() {
        deadlines.awaitNothing();
        boolean refused = phase == Phase.HEAD && heads.isBegun() || phase == Phase.EXCHANGE && isBodyFlowing();
        if (refused) {
            connection.onRefused(GatewayException.of(ErrorCode.REQUEST_TIMEOUT));
        } else if (phase != Phase.EXCHANGE) {
            connection.close();
        }
    }

    /** What came is no request; returns whether that was told to the exchange under way, which is answered instead. */
    boolean onRefused(GatewayException refusal) {
        rest.end();
        Turn current = turn;
        if (current != null) {
            current.onRequestFailed(refusal);
        }
        return current != null;
    }

    /** Ends the exchange under way without its answer; returns whether there was one. */
    boolean abandon(Outcome outcome) {
        Turn current = turn;
        turn = null;
        if (current != null) {
            current.abandon(outcome);
        }
        return current != null;
    }

    /** Forgets what was read of a request. */
    void release() {
        rest.end();
        heads.reset();
    }

    /** The node leaves: closes at once when no request has come for a while, else soon; an exchange is first answered. */
    void onDrain(long now) {
        if (phase != Phase.HEAD || heads.isBegun() || connection.reader.hasKept()) {
            return;
        }
        if (now - idleSinceNanos >= FrontListener.DRAIN_IDLE_NANOS) {
            connection.close();
        } else {
            deadlines.awaitRequest(idleSinceNanos);
            deadlines.arm();
        }
    }
}
