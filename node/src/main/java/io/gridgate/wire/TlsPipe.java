package io.gridgate.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;

/**
 * A socket through TLS (RFC 8446, RFC 5246). The handshake goes on within reads and flushes; its computations are done on the loop,
 * as they are short and a hand-over would cost more.
 *
 * <p>Works in buffers of the loop; holds some of its own only while part of a record waits to be read or written.
 *
 * <p>Thread-safety: confined to the socket's loop.
 */
final class TlsPipe extends Pipe {

    private static final int RECORD_BYTES_MAX = 128 << 10;
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final SSLEngine engine;
    private final TlsScratch scratch;
    /** In their filling states; the scratch's within a call, the connection's own between two. */
    private @Nullable ByteBuffer incoming;
    private @Nullable ByteBuffer outgoing;
    private boolean handshaking = true;
    private boolean closeSent;

    TlsPipe(NIOConnection connection, SSLEngine engine, TlsScratch scratch) {
        super(connection);
        this.engine = engine;
        this.scratch = scratch;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int start = into.position();
        takeUp();
        try {
            while (true) {
                Step step = step(into);
                if (step == Step.STARVED || step == Step.BLOCKED) {
                    return into.position() - start;
                }
                if (step == Step.ENDED) {
                    int n = into.position() - start;
                    return n > 0 ? n : -1;
                }
                if (step == Step.FULL) {
                    return into.position() - start;
                }
            }
        } catch (SSLException e) {
            sendAlert();
            throw e;
        } finally {
            settle();
        }
    }

    /** Goes on in the scratch with what was kept, unless it is a record that has no room there. */
    private void takeUp() {
        ByteBuffer kept = incoming;
        ByteBuffer shared = scratch.incoming();
        if (kept != null && kept.position() < shared.capacity()) {
            incoming = shared.put(kept.flip());
        }
    }

    private enum Step {
        PROGRESS,
        STARVED,
        BLOCKED,
        FULL,
        ENDED
    }

    private Step step(ByteBuffer into) throws IOException {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            runTasks();
            return Step.PROGRESS;
        }
        if (status != HandshakeStatus.NEED_WRAP) {
            return unwrap(into);
        }
        if (engine.isInboundDone()) {
            return Step.ENDED;
        }
        wrap(NOTHING, 1);
        return send() ? Step.PROGRESS : Step.BLOCKED;
    }

    private Step unwrap(ByteBuffer into) throws IOException {
        if (engine.isInboundDone()) {
            return Step.ENDED;
        }
        ByteBuffer in = incoming;
        if (in == null || in.position() == 0) {
            int n = fill();
            if (n <= 0) {
                return n == 0 ? Step.STARVED : cutOff();
            }
            in = incoming;
        }
        if (in == null) {
            return Step.STARVED;
        }
        in.flip();
        SSLEngineResult result;
        try {
            result = engine.unwrap(in, into);
        } finally {
            in.compact();
        }
        noteHandshake(result);
        return switch (result.getStatus()) {
            case OK -> Step.PROGRESS;
            case CLOSED -> Step.ENDED;
            case BUFFER_OVERFLOW -> Step.FULL;
            case BUFFER_UNDERFLOW -> {
                int n = fill();
                yield n > 0 ? Step.PROGRESS : n == 0 ? Step.STARVED : cutOff();
            }
        };
    }

    private int fill() throws IOException {
        ByteBuffer in = incoming;
        if (in == null) {
            in = scratch.incoming();
            incoming = in;
        } else if (!in.hasRemaining()) {
            in = ByteBuffer.allocate(2 * in.capacity()).put(in.flip());
            incoming = in;
            if (in.capacity() > RECORD_BYTES_MAX) {
                throw new SSLException("a record is too large");
            }
        }
        return channel().read(in);
    }

    /** RFC 8446 6.1: an end without close_notify may be an attacker's. */
    private static Step cutOff() throws IOException {
        throw new EOFException("the peer cut TLS off");
    }

    @Override
    public boolean hasBuffered() {
        return incoming != null;
    }

    @Override
    public boolean write(ByteBuffer[] sources, int count) throws IOException {
        try {
            while (sources[count - 1].hasRemaining()) {
                if (!send() || !wrapFull(sources, count)) {
                    return false;
                }
            }
            send();
            return true;
        } finally {
            settle();
        }
    }

    @Override
    public boolean flush() throws IOException {
        try {
            return send();
        } finally {
            settle();
        }
    }

    @Override
    public boolean end() throws IOException {
        try {
            if (!closeSent) {
                if (!send()) {
                    return false;
                }
                closeSent = true;
                engine.closeOutbound();
                wrap(NOTHING, 1);
            }
            if (!send()) {
                return false;
            }
            channel().shutdownOutput();
            return true;
        } finally {
            settle();
        }
    }

    /** In TLS 1.2 a close_notify must be answered by one at once (RFC 5246 7.2.1). */
    @Override
    public boolean isHalfCloseable() {
        return engine.isInboundDone() && !engine.isOutboundDone() && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP;
    }

    @Override
    public boolean isHandshaking() {
        return handshaking;
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Encrypts as many records as leave in one write; returns whether that made progress. */
    private boolean wrapFull(ByteBuffer[] sources, int count) throws IOException {
        int record = engine.getSession().getPacketBufferSize();
        boolean progress = wrap(sources, count);
        while (progress && sources[count - 1].hasRemaining() && outgoing != null && outgoing.remaining() >= record) {
            progress = wrap(sources, count);
        }
        return progress;
    }

    /** Returns whether that made progress; none is made while the peer renegotiates. */
    private boolean wrap(ByteBuffer[] sources, int count) throws IOException {
        ByteBuffer out = outgoing;
        if (out == null || out.position() == 0) {
            out = scratch.outgoing();
            outgoing = out;
        }
        SSLEngineResult result = engine.wrap(sources, 0, count, out);
        noteHandshake(result);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            ByteBuffer larger = ByteBuffer.allocate(engine.getSession().getPacketBufferSize() + out.position());
            outgoing = larger.put(out.flip());
            return true;
        }
        if (result.getStatus() == Status.CLOSED && !closeSent) {
            throw new ClosedChannelException();
        }
        return result.bytesConsumed() > 0 || result.bytesProduced() > 0;
    }

    private boolean send() throws IOException {
        ByteBuffer out = outgoing;
        if (out == null || out.position() == 0) {
            return true;
        }
        out.flip();
        try {
            channel().write(out);
        } finally {
            out.compact();
        }
        return out.position() == 0;
    }

    private void sendAlert() {
        try {
            for (int i = 0; i < 3 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++) {
                wrap(NOTHING, 1);
                send();
            }
        } catch (IOException e) {
            // The peer will see the end of the connection instead of the reason.
        }
    }

    private void noteHandshake(SSLEngineResult result) {
        if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            handshaking = false;
        }
    }

    private void settle() {
        ByteBuffer in = incoming;
        incoming = in == null || in.position() == 0 ? null : scratch.kept(in);
        ByteBuffer out = outgoing;
        outgoing = out == null || out.position() == 0 ? null : scratch.kept(out);
    }

    @Override
    void release() {
        incoming = null;
        outgoing = null;
    }
}
