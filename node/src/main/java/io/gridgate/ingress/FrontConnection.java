package io.gridgate.ingress;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.MemoryBody;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Response;
import io.gridgate.wire.Pipe;
import io.gridgate.wire.SocketProcessor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a client: turns what it brings into exchanges, one after the other, and closes it in an orderly way.
 *
 * <p>Reading and writing stay armed between requests, so that a request costs no call of the selector. Octets that cannot be used
 * yet (of a body whose sink pauses, of a pipelined request) are kept, at most one read of them, and reading is disarmed until they
 * are used up.
 *
 * <p>The next read never happens within a call of somebody else's: it is posted to the loop, because the buffer that is read into
 * belongs to all connections of the loop.
 *
 * <p>Thread-safety: confined to its loop.
 */
final class FrontConnection extends SocketProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(FrontConnection.class);
    private static final long EARLY_DRAIN_OCTETS = 64 << 10;
    private static final long EARLY_DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LINGER_OCTETS = 8 << 20;
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long PROBE_FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PROBE_NEXT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PROBE_SECOND_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int SEND_AT_ONCE_OCTETS = 4 << 10;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private enum Phase {
        /** Between two requests, or in the head of one. */
        HEAD,
        /** An exchange is under way. */
        EXCHANGE,
        /** The answer is out, and the rest of its request is skipped. */
        DRAIN,
        /** Our half is ended, and the client may read before the socket is closed. */
        LINGER,
        CLOSED
    }

    private final FrontListener front;
    private final FrontLoop shared;
    private final EventLoop loop;
    private final Pipe pipe;
    private final Output output;
    private final HeadReader heads;
    private final Runnable pumpTask = this::runPump;
    private final Runnable flushTask = this::runFlush;
    private final ExchangeStart start;
    private final FrontDeadlines deadlines;

    private Phase phase = Phase.HEAD;
    private @Nullable Turn turn;
    private @Nullable BodyFraming framing;
    private @Nullable ByteBuffer stash;
    private boolean continuePending;
    private boolean pumping;
    private boolean pumpPosted;
    private boolean flushPosted;
    private boolean blocked;
    private boolean inputEnded;
    private boolean probed;
    private long discarded;
    private long idleSinceNanos;

    FrontConnection(FrontListener front, FrontLoop shared, Pipe pipe) {
        this.front = front;
        this.shared = shared;
        this.pipe = pipe;
        loop = shared.loop;
        output = new Output(pipe, shared.pool, shared.gather);
        start = new ExchangeStart(front, shared, pipe);
        deadlines = new FrontDeadlines(loop, this::onTimer);
        heads = new HeadReader(front.limits().headOctetsMax(), front.limits().uriOctetsMax());
    }

    /** Begins; reading is armed already. */
    void begin() {
        idleSinceNanos = System.nanoTime();
        deadlines.read(idleSinceNanos + front.headerTimeoutNanos());
        deadlines.arm();
    }

    /** Tells the client that there is no room for it, and closes. */
    void refuse() {
        idleSinceNanos = System.nanoTime();
        answerRefusal(GatewayException.of(ErrorCode.OVERLOADED));
    }

    // ---- reading

    @Override
    protected void onReadable() {
        pump();
    }

    private void runPump() {
        pumpPosted = false;
        pump();
    }

    private void postPump() {
        if (!pumping && !pumpPosted && phase != Phase.CLOSED) {
            pumpPosted = true;
            loop.execute(pumpTask);
        }
    }

    private void pump() {
        if (phase == Phase.CLOSED) {
            return;
        }
        pumping = true;
        try {
            consumeStash();
            while (stash == null && wantsInput()) {
                ByteBuffer in = shared.reading.clear();
                int octets = pipe.read(in);
                if (octets < 0) {
                    onInputEnded();
                }
                if (octets <= 0) {
                    break;
                }
                in.flip();
                onOctets();
                consume(in);
                keep(in);
                if (!pipe.hasBuffered()) {
                    break;
                }
            }
            settle();
        } catch (GatewayException refusal) {
            onRefused(refusal);
        } catch (IOException broken) {
            onBroken();
        } catch (RuntimeException | LinkageError | AssertionError bug) {
            LOG.atError().setCause(bug).log("a connection failed; it is closed");
            onBroken();
        } finally {
            pumping = false;
        }
    }

    private void consumeStash() throws IOException {
        ByteBuffer kept = stash;
        stash = null;
        consume(kept == null ? NOTHING : kept);
        if (kept != null) {
            keep(kept);
        }
    }

    private void keep(ByteBuffer in) {
        if (!in.hasRemaining() || phase == Phase.CLOSED) {
            return;
        }
        stash = in.isDirect() ? ByteBuffer.allocate(in.remaining()).put(in).flip() : in;
    }

    private void consume(ByteBuffer in) throws IOException {
        boolean more = true;
        while (more) {
            more = switch (phase) {
                case HEAD -> readHead(in);
                case EXCHANGE -> pushBody(in);
                case DRAIN -> skipBody(in);
                case LINGER, CLOSED -> discard(in);
            };
        }
    }

    private boolean readHead(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return false;
        }
        boolean begun = heads.isBegun();
        RequestHead head = heads.read(in, shared.scratch);
        if (head == null) {
            if (!begun) {
                deadlines.read(System.nanoTime() + front.headerTimeoutNanos());
            }
            return false;
        }
        begin(head, in);
        return true;
    }

    private boolean pushBody(ByteBuffer in) {
        RequestBody body = turn == null ? null : turn.requestBody();
        return body != null && body.advance(in, shared.scratch);
    }

    private boolean skipBody(ByteBuffer in) throws IOException {
        BodyFraming skipped = framing;
        if (skipped == null) {
            becomeIdle();
            return true;
        }
        int octets = skipped.next(in, shared.scratch);
        if (octets == BodyFraming.STARVED) {
            return false;
        }
        if (octets == BodyFraming.END) {
            framing = null;
            becomeIdle();
            return true;
        }
        in.position(in.position() + octets);
        skipped.took(octets);
        discarded += octets;
        if (discarded > EARLY_DRAIN_OCTETS) {
            linger();
        }
        return true;
    }

    private boolean discard(ByteBuffer in) {
        discarded += in.remaining();
        in.position(in.limit());
        if (discarded > LINGER_OCTETS) {
            close();
        }
        return false;
    }

    private void onOctets() {
        if (phase == Phase.EXCHANGE && turn != null && isBodyFlowing(turn)) {
            deadlines.read(System.nanoTime() + front.idleNanos());
        }
    }

    private boolean wantsInput() {
        if (inputEnded || phase == Phase.CLOSED) {
            return false;
        }
        // One read may come before a body is started or while an answer is made; a body that pauses stops the client.
        RequestBody body = phase == Phase.EXCHANGE && turn != null && framing != null ? turn.requestBody() : null;
        return body == null || !body.isStarted() || body.isFlowing();
    }

    private static boolean isBodyFlowing(Turn turn) {
        RequestBody body = turn.requestBody();
        return body != null && body.isFlowing();
    }

    /** Arms what is wanted now; between requests nothing changes, so that nothing is called. */
    private void settle() throws IOException {
        if (phase == Phase.CLOSED) {
            return;
        }
        if (phase == Phase.HEAD && inputEnded) {
            close();
            return;
        }
        pipe.readInterest(stash == null && wantsInput());
        boolean sent = output.pending() == 0 && pipe.flush();
        pipe.writeInterest(!sent && (blocked || output.pending() == 0));
        deadlines.arm();
    }

    // ---- exchanges

    private void begin(RequestHead head, ByteBuffer behind) {
        long now = System.nanoTime();
        BodyFraming bodyFraming = start.framing(head, behind);
        RequestBody body = bodyFraming == null ? null : new RequestBody(this, bodyFraming);
        framing = bodyFraming;
        Exchange exchange = start.of(head, body, now);
        continuePending = body != null && head.isContinueExpected();
        deadlines.read(FrontDeadlines.NEVER);
        phase = Phase.EXCHANGE;
        shared.exchangeBegan();
        Turn begun = new Turn(this, shared, exchange, head, body);
        turn = begun;
        begun.run(front.handler());
    }

    void onBodyStarted() {
        if (continuePending && turn != null && !turn.isAnswered() && stash == null) {
            continuePending = false;
            enqueue(CONTINUE, CONTINUE.length);
            flushSoon();
        }
        deadlines.read(System.nanoTime() + front.idleNanos());
        postPump();
    }

    void onBodyResumed() {
        deadlines.read(System.nanoTime() + front.idleNanos());
        postPump();
    }

    void onBodyEnded() {
        framing = null;
        deadlines.read(FrontDeadlines.NEVER);
    }

    /** Returns whether the next answer is the last one in any case. */
    boolean mustClose() {
        return front.isDraining() || inputEnded;
    }

    /** Returns whether what is still to come of the request can be skipped: it is short, and the client will send it in any case. */
    boolean canDrainRequest() {
        BodyFraming rest = framing;
        boolean waitsForContinue = continuePending && stash == null;
        return rest == null || !waitsForContinue && rest.left() <= EARLY_DRAIN_OCTETS;
    }

    /** The exchange is over and its answer with the kernel. */
    void onTurnEnded(boolean keepAlive) {
        Turn ended = turn;
        turn = null;
        deadlines.probe(FrontDeadlines.NEVER);
        if (ended != null && ended.requestBody() != null) {
            ended.requestBody().fail(new IOException("the exchange ended before its request"));
        }
        discarded = 0;
        try {
            if (!keepAlive) {
                linger();
            } else if (framing != null) {
                phase = Phase.DRAIN;
                deadlines.read(System.nanoTime() + EARLY_DRAIN_NANOS);
            } else {
                becomeIdle();
            }
            if (!pumping) {
                settleAfterTurn();
            }
        } catch (IOException e) {
            onBroken();
        }
    }

    private void settleAfterTurn() throws IOException {
        if (stash != null || framing != null || pipe.hasBuffered()) {
            postPump();
        } else {
            settle();
        }
    }

    private void becomeIdle() {
        phase = Phase.HEAD;
        idleSinceNanos = System.nanoTime();
        deadlines.read(idleSinceNanos + (front.isDraining() ? FrontListener.DRAIN_IDLE_NANOS : front.idleNanos()));
    }

    // ---- writing

    /** Puts octets behind those that wait to be sent. */
    void enqueue(byte[] octets, int length) {
        output.append(octets, 0, length);
    }

    /** Puts a chunk size and its line end behind the octets that wait. */
    void enqueueAscii(String size) {
        byte[] line = (size + "\r\n").getBytes(StandardCharsets.US_ASCII);
        output.append(line, 0, line.length);
    }

    /** Puts octets behind those that wait; few of them wait for the end of the event, more are sent now. */
    void send(ByteBuffer data) throws IOException {
        if (blocked || data.remaining() < SEND_AT_ONCE_OCTETS) {
            output.append(data);
            if (!blocked) {
                flushSoon();
            }
        } else {
            output.writeThrough(data);
            flushSoon();
        }
    }

    /** Puts octets behind those that wait. */
    void send(byte[] octets) throws IOException {
        if (octets.length < SEND_AT_ONCE_OCTETS || blocked) {
            output.append(octets, 0, octets.length);
        } else {
            output.writeThrough(ByteBuffer.wrap(octets));
        }
    }

    long pendingOctets() {
        return output.pending();
    }

    /** Sends what waits when the event that is handled now is over. */
    void flushSoon() {
        if (!flushPosted && phase != Phase.CLOSED) {
            flushPosted = true;
            loop.execute(flushTask);
        }
    }

    private void runFlush() {
        flushPosted = false;
        if (phase == Phase.CLOSED || output.pending() == 0) {
            return;
        }
        try {
            flush();
        } catch (IOException e) {
            onBroken();
        }
    }

    @Override
    protected void onWritable() {
        try {
            flush();
            if (pipe.isHandshaking()) {
                postPump();
            }
        } catch (IOException e) {
            onBroken();
        }
    }

    /** Sends what waits, as far as the client takes it. */
    void flush() throws IOException {
        if (phase == Phase.CLOSED) {
            return;
        }
        long before = output.pending();
        boolean sent = output.flush();
        blocked = !sent;
        pipe.writeInterest(!sent);
        if (sent) {
            deadlines.write(FrontDeadlines.NEVER);
        } else if (output.pending() < before || !deadlines.isWriteSet()) {
            deadlines.write(System.nanoTime() + front.idleNanos());
            deadlines.arm();
        }
        Turn current = turn;
        if (current != null) {
            current.onFlushed(sent ? 0 : Math.max(1, output.pending()));
        }
        if (sent && phase == Phase.LINGER) {
            endOutput();
        }
    }

    // ---- ends

    private void onInputEnded() throws IOException {
        inputEnded = true;
        switch (phase) {
            case EXCHANGE -> {
                boolean truncated = framing != null && framing.left() != 0;
                if (truncated || !pipe.isHalfCloseable()) {
                    onBroken();
                } else {
                    probed = false;
                    deadlines.probe(System.nanoTime() + PROBE_FIRST_NANOS);
                }
            }
            case LINGER -> {
                if (output.pending() == 0) {
                    close();
                }
            }
            case HEAD, DRAIN, CLOSED -> close();
        }
    }

    /**
     * A client that ended its half may wait for its answer or be gone. An interim answer, which every client must skip
     * (RFC 9110 15.2), tells: a socket that is gone resets it, and the second one cannot be written any more.
     */
    private void probe(long now) {
        Turn current = turn;
        if (current == null) {
            deadlines.probe(FrontDeadlines.NEVER);
            return;
        }
        deadlines.probe(now + (probed ? PROBE_NEXT_NANOS : PROBE_SECOND_NANOS));
        probed = true;
        if (!current.isAnswered() && current.isHttp11()) {
            try {
                enqueue(CONTINUE, CONTINUE.length);
                flush();
            } catch (IOException e) {
                onBroken();
            }
        }
    }

    /** What the client sent is no request that could be answered in its place. */
    private void onRefused(GatewayException refusal) {
        front.countRefusal(refusal.code());
        try {
            stash = null;
            framing = null;
            Turn current = turn;
            if (current != null) {
                current.onRequestFailed(refusal);
            } else if (phase == Phase.HEAD) {
                answerRefusal(refusal);
            } else {
                linger();
            }
            settle();
        } catch (IOException e) {
            onBroken();
        }
    }

    private void answerRefusal(GatewayException refusal) {
        String id = shared.ids.next();
        Response answer = ErrorAnswer.to(refusal, id);
        AnswerHead head = shared.answerHead;
        head.begin(answer.status());
        head.fields(answer.headers(), false);
        head.requestId(id);
        head.contentLength(answer.body().length());
        head.connection(true, true);
        head.end();
        enqueue(head.octets(), head.length());
        try {
            if (answer.body() instanceof MemoryBody memory) {
                send(memory.octets());
            }
            linger();
        } catch (IOException e) {
            onBroken();
        }
    }

    /** RFC 9112 9.6: our half is ended first, so that the client can read the answer before a reset drops it. */
    private void linger() throws IOException {
        phase = Phase.LINGER;
        framing = null;
        stash = null;
        discarded = 0;
        heads.reset();
        deadlines.read(System.nanoTime() + LINGER_NANOS);
        flush();
        if (phase == Phase.LINGER) {
            pipe.readInterest(!inputEnded);
            deadlines.arm();
        }
    }

    private void endOutput() throws IOException {
        boolean ended = pipe.end();
        pipe.writeInterest(!ended);
        if (ended && inputEnded) {
            close();
        }
    }

    /** The client is gone, or what it would get is no longer whole. */
    void onBroken() {
        Turn current = turn;
        turn = null;
        if (current != null) {
            current.abandon(Outcome.CLIENT_GONE);
        }
        close();
    }

    /** Closes so that the client sees a reset. */
    void reset() {
        if (phase != Phase.CLOSED) {
            release();
            pipe.reset();
        }
    }

    private void close() {
        if (phase != Phase.CLOSED) {
            release();
            pipe.close();
        }
    }

    private void release() {
        phase = Phase.CLOSED;
        stash = null;
        framing = null;
        heads.reset();
        output.release();
        deadlines.cancel();
    }

    @Override
    protected void onClosed() {
        onBroken();
        front.onConnectionClosed(shared, this);
    }

    /** The node leaves: closes at once when no request has come for a while, else soon; an exchange is first answered. */
    void onDrain(long now) {
        if (phase == Phase.HEAD && !heads.isBegun() && stash == null) {
            if (now - idleSinceNanos >= FrontListener.DRAIN_IDLE_NANOS) {
                close();
            } else {
                deadlines.read(idleSinceNanos + FrontListener.DRAIN_IDLE_NANOS);
                deadlines.arm();
            }
        }
    }

    /** Closes now, whatever is under way: an answer that is cut off must not look whole. */
    void terminate() {
        Turn current = turn;
        turn = null;
        if (current == null) {
            close();
            return;
        }
        current.abandon(Outcome.BROKEN);
        reset();
    }

    // ---- deadlines

    private void onTimer() {
        long now = System.nanoTime();
        if (deadlines.isProbeDue(now)) {
            probe(now);
        }
        if (phase != Phase.CLOSED && deadlines.isWriteDue(now)) {
            onWriteStalled();
        }
        if (phase != Phase.CLOSED && deadlines.isReadDue(now)) {
            onReadStalled();
        }
        if (phase != Phase.CLOSED) {
            deadlines.arm();
        }
    }

    private void onWriteStalled() {
        Turn current = turn;
        turn = null;
        if (current != null) {
            current.abandon(Outcome.CLIENT_GONE);
        }
        reset();
    }

    private void onReadStalled() {
        deadlines.read(FrontDeadlines.NEVER);
        switch (phase) {
            case HEAD -> {
                if (heads.isBegun()) {
                    onRefused(GatewayException.of(ErrorCode.REQUEST_TIMEOUT));
                } else {
                    close();
                }
            }
            case EXCHANGE -> {
                if (turn != null && isBodyFlowing(turn)) {
                    onRefused(GatewayException.of(ErrorCode.REQUEST_TIMEOUT));
                }
            }
            case DRAIN, LINGER, CLOSED -> close();
        }
    }
}
