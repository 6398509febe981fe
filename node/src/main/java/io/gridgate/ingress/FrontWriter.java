package io.gridgate.ingress;

import io.gridgate.http.Headers;
import io.gridgate.wire.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes to a client: small pieces wait for the end of the event that brought them, so that a head and what follows it leave in one
 * write; large ones are sent at once, together with what waits. A client that takes nothing of what waits is given up in time.
 *
 * <p>Thread-safety: confined to its loop.
 */
final class FrontWriter {

    private static final int SEND_AT_ONCE_OCTETS = 4 << 10;

    /** The most octets that may wait for the client when an interim answer comes; it is dropped otherwise. */
    private static final int BEFORE_INTERIM_OCTETS_MAX = 16 << 10;

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final FrontConnection connection;
    private final FrontLoop shared;
    private final Pipe pipe;
    private final FrontDeadlines deadlines;
    private final Output output;
    private final Runnable posted = this::flushPosted;
    private boolean isPosted;
    private boolean blocked;

    FrontWriter(FrontConnection connection, FrontLoop shared, Pipe pipe, FrontDeadlines deadlines) {
        this.connection = connection;
        this.shared = shared;
        this.pipe = pipe;
        this.deadlines = deadlines;
        output = new Output(pipe, shared.pool, shared.gather);
    }

    // ---- what is to be sent

    /** Puts octets behind those that wait to be sent. */
    void enqueue(byte[] octets, int length) {
        output.append(octets, 0, length);
    }

    /** Puts a chunk size and its line end behind the octets that wait. */
    void enqueueAscii(String size) {
        byte[] line = (size + "\r\n").getBytes(StandardCharsets.US_ASCII);
        output.append(line, 0, line.length);
    }

    /** Puts the interim answer behind the octets that wait. */
    void enqueueContinue() {
        output.append(CONTINUE, 0, CONTINUE.length);
    }

    /** Sends an interim answer, or drops it if the client does not take what went before. */
    void sendInterim(int status, Headers fields) throws IOException {
        if (isBeforeInterimTooMuch()) {
            flush();
        }
        if (isBeforeInterimTooMuch()) {
            shared.interimDropped.add();
            return;
        }
        AnswerHead head = shared.answerHead;
        head.begin(status);
        head.fields(fields, false);
        head.end();
        enqueue(head.octets(), head.length());
        flushSoon();
    }

    private boolean isBeforeInterimTooMuch() {
        return output.pending() > (shared.pool.isScarce() ? 0 : BEFORE_INTERIM_OCTETS_MAX);
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

    /** Puts octets behind those that wait; the caller flushes. */
    void send(byte[] octets) throws IOException {
        if (octets.length < SEND_AT_ONCE_OCTETS || blocked) {
            output.append(octets, 0, octets.length);
        } else {
            output.writeThrough(ByteBuffer.wrap(octets));
        }
    }

    /** Returns how many octets wait. */
    long pending() {
        return output.pending();
    }

    // ---- sending

    /** Sends what waits when the event that is handled now is over. */
    void flushSoon() {
        if (!isPosted && !connection.isClosed()) {
            isPosted = true;
            shared.loop.execute(posted);
        }
    }

    private void flushPosted() {
        isPosted = false;
        if (!connection.isClosed() && output.pending() > 0) {
            try {
                flush();
            } catch (IOException e) {
                connection.onBroken();
            }
        }
    }

    /** Sends what waits, as far as the client takes it, and tells the connection. */
    void flush() throws IOException {
        if (connection.isClosed()) {
            return;
        }
        long before = output.pending();
        boolean sent = output.flush();
        blocked = !sent;
        pipe.writeInterest(!sent);
        if (sent) {
            deadlines.allWritten();
        } else if (output.pending() < before || !deadlines.isWriteSet()) {
            deadlines.awaitWritten();
            deadlines.arm();
        }
        connection.onFlushed(sent ? 0 : Math.max(1, output.pending()));
    }

    /** Has the loop tell when the client takes more, if something of ours or of TLS waits for that. */
    void settle() throws IOException {
        boolean sent = output.pending() == 0 && pipe.flush();
        pipe.writeInterest(!sent && (blocked || output.pending() == 0));
    }

    /** Forgets what waits. */
    void release() {
        output.release();
    }
}
