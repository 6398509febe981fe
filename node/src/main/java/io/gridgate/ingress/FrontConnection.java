package io.gridgate.ingress;

import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.MemoryBody;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Response;
import io.gridgate.wire.Pipe;
import io.gridgate.wire.SocketProcessor;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One connection of a client, from its accept to its orderly end: passes what happens on the socket to its reader, its writer and the
 * sequence of its requests.
 *
 * <p>Reading and writing stay armed between requests, so that a request costs no call of the selector.
 *
 * <p>Thread-safety: confined to its loop.
 */
final class FrontConnection extends SocketProcessor {

    private static final long LINGER_OCTETS = 8 << 20;

    private enum Phase {
        /** Requests come and are answered. */
        SERVING,
        /** Our half is ended, and the client may read before the socket is closed. */
        LINGERING,
        CLOSED
    }

    final FrontReader reader;
    final FrontWriter writer;
    final RequestSequence requests;

    private final FrontListener front;
    private final FrontLoop shared;
    private final Pipe pipe;
    private final FrontDeadlines deadlines;
    private Phase phase = Phase.SERVING;
    private long discarded;

    FrontConnection(FrontListener front, FrontLoop shared, Pipe pipe) {
        this.front = front;
        this.shared = shared;
        this.pipe = pipe;
        deadlines = new FrontDeadlines(front, shared.loop, this::onTimer);
        reader = new FrontReader(this, shared, pipe);
        writer = new FrontWriter(this, shared, pipe, deadlines);
        requests = new RequestSequence(this, front, shared, pipe, deadlines);
    }

    /** Begins; reading is armed already. */
    void begin() {
        deadlines.awaitHead();
        deadlines.arm();
    }

    /** Tells the client that there is no room for it, and closes. */
    void refuse() {
        answerRefusal(GatewayException.of(ErrorCode.OVERLOADED));
    }

    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /** Returns whether the next answer is the last one in any case. */
    boolean mustClose() {
        return front.isDraining() || reader.isEnded();
    }

    // ---- what the socket brings and takes

    @Override
    protected void onReadable() {
        reader.pump();
    }

    /** Octets came that are about to be used. */
    void onOctets() {
        if (phase == Phase.SERVING) {
            requests.onOctets();
        }
    }

    /** Uses octets as far as they can be used now. */
    void use(ByteBuffer in) throws IOException {
        boolean more = true;
        while (more) {
            more = phase == Phase.SERVING ? requests.advance(in) : discard(in);
        }
    }

    private boolean discard(ByteBuffer in) {
        discarded += in.remaining();
        in.position(in.limit());
        if (discarded > LINGER_OCTETS) {
            close();
        }
        return false;
    }

    boolean wantsInput() {
        return phase == Phase.LINGERING || phase == Phase.SERVING && requests.wantsInput();
    }

    @Override
    protected void onWritable() {
        try {
            writer.flush();
            if (pipe.isHandshaking()) {
                reader.post();
            }
        } catch (IOException e) {
            onBroken();
        }
    }

    /** The client took octets; {@code pending} wait. */
    void onFlushed(long pending) throws IOException {
        requests.onFlushed(pending);
        if (pending == 0 && phase == Phase.LINGERING) {
            endOutput();
        }
    }

    /** Arms what is wanted now. */
    void settle() throws IOException {
        if (phase == Phase.CLOSED) {
            return;
        }
        if (phase == Phase.SERVING && reader.isEnded() && requests.isBetween()) {
            close();
            return;
        }
        reader.settle();
        writer.settle();
        deadlines.arm();
    }

    // ---- an orderly end

    void onInputEnded() {
        if (phase == Phase.SERVING) {
            requests.onInputEnded();
        } else if (writer.pending() == 0) {
            close();
        }
    }

    /** What the client sent is no request that could be answered in its place. */
    void onRefused(GatewayException refusal) {
        front.countRefusal(refusal.code());
        reader.release();
        try {
            if (!requests.onRefused(refusal)) {
                endBehind(refusal);
            }
            settle();
        } catch (IOException e) {
            onBroken();
        }
    }

    /** Behind an answer nothing more can be answered. */
    private void endBehind(GatewayException refusal) throws IOException {
        if (requests.isBetween()) {
            answerRefusal(refusal);
        } else {
            linger();
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
        writer.enqueue(head.octets(), head.length());
        try {
            if (answer.body() instanceof MemoryBody memory) {
                writer.send(memory.octets());
            }
            linger();
        } catch (IOException e) {
            onBroken();
        }
    }

    /** RFC 9112 9.6: our half is ended first, so that the client can read the answer before a reset drops it. */
    void linger() throws IOException {
        phase = Phase.LINGERING;
        discarded = 0;
        reader.release();
        requests.release();
        deadlines.awaitEnd();
        writer.flush();
        if (phase == Phase.LINGERING) {
            reader.settle();
            deadlines.arm();
        }
    }

    private void endOutput() throws IOException {
        boolean ended = pipe.end();
        pipe.writeInterest(!ended);
        if (ended && reader.isEnded()) {
            close();
        }
    }

    /** The node leaves. */
    void onDrain(long now) {
        if (phase == Phase.SERVING) {
            requests.onDrain(now);
        }
    }

    // ---- the end

    /** The client is gone, or what it would get is no longer whole. */
    void onBroken() {
        var _ = requests.abandon(Outcome.CLIENT_GONE);
        close();
    }

    /** Closes now, whatever is under way: an answer that is cut off must not look whole. */
    void terminate() {
        if (requests.abandon(Outcome.BROKEN)) {
            reset();
        } else {
            close();
        }
    }

    /** Closes so that the client sees a reset. */
    void reset() {
        if (phase != Phase.CLOSED) {
            release();
            pipe.reset();
        }
    }

    void close() {
        if (phase != Phase.CLOSED) {
            release();
            pipe.close();
        }
    }

    private void release() {
        phase = Phase.CLOSED;
        reader.release();
        requests.release();
        writer.release();
        deadlines.cancel();
    }

    @Override
    protected void onClosed() {
        onBroken();
        front.onConnectionClosed(shared, this);
    }

    // ---- deadlines

    private void onTimer() {
        long now = System.nanoTime();
        if (deadlines.isProbeDue(now)) {
            requests.probe(now);
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
        var _ = requests.abandon(Outcome.CLIENT_GONE);
        reset();
    }

    private void onReadStalled() {
        if (phase == Phase.SERVING) {
            requests.onStalled();
        } else {
            close();
        }
    }
}
