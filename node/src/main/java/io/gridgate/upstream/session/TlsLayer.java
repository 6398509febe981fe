package io.gridgate.upstream.session;

import io.gridgate.base.EventLoop;
import io.gridgate.wire.BufferPool;
import io.gridgate.wire.SocketInterest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS between a session and its socket, by the JDK's engine. Records are decrypted and encrypted in buffers of the loop; a
 * connection holds only what is left of a record or what the socket did not take.
 *
 * <p>Why not HttpCore's own TLS session: it decorates the session from above, with four buffers a connection and time-outs of
 * its own; below the session, the codec and its decoders see no difference between TLS and clear text.
 *
 * <p>Thread-safety: confined to the connection's loop; the handshake's costly steps run on virtual threads while the
 * connection waits.
 */
final class TlsLayer implements SocketLayer {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** How a handshake ends. */
    interface Outcome {

        /** The connection is secure and its peer is who it should be. */
        void onSecure();

        /** There is no secure connection. */
        void onFailed(IOException cause);
    }

    private final SSLEngine engine;
    private final SocketChannel channel;
    private final EventLoop loop;
    private final BufferPool buffers;
    private final TlsBuffers clear;
    private final SocketInterest interest;
    private final Outcome outcome;

    private @Nullable ByteBuffer undecrypted;
    private @Nullable ByteBuffer unsent;
    private boolean streamEnded;
    private boolean handshaking = true;
    private boolean busy;
    private boolean closed;

    TlsLayer(SSLEngine engine, SocketChannel channel, EventLoop loop, BufferPool buffers, TlsBuffers clear, SocketInterest interest,
            Outcome outcome) {
        this.engine = engine;
        this.channel = channel;
        this.loop = loop;
        this.buffers = buffers;
        this.clear = clear;
        this.interest = interest;
        this.outcome = outcome;
    }

    // ---- handshake

    /** Begins the handshake; its outcome is told on the loop, perhaps within the call. */
    void begin() {
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            finish(e);
            return;
        }
        advance();
    }

    /** An event of the socket while the handshake lasts. */
    void advance() {
        if (busy || closed || !handshaking) {
            return;
        }
        try {
            boolean sent = listen(flush());
            while (sent && !closed && step()) {
                sent = listen(flush());
            }
        } catch (IOException e) {
            finish(e);
        }
    }

    /** While octets wait for the socket nothing is read, and a selector that told of them all the same would do so again and again. */
    private boolean listen(boolean sent) throws IOException {
        interest.write(!sent);
        interest.read(sent);
        return sent;
    }

    /** Takes one step of the handshake; returns whether another may follow at once. */
    private boolean step() throws IOException {
        return switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                runTasks();
                yield false;
            }
            case NEED_WRAP -> {
                wrap(NOTHING);
                yield true;
            }
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrapHandshake();
            case FINISHED, NOT_HANDSHAKING -> {
                finish(null);
                yield false;
            }
        };
    }

    private boolean unwrapHandshake() throws IOException {
        ByteBuffer net = fill();
        ByteBuffer plain = clear.plain();
        SSLEngineResult result = engine.unwrap(net, plain);
        keep(net);
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new SSLException("closed by the backend during the handshake");
        }
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            if (streamEnded) {
                throw new SSLException("the backend ended the connection during the handshake");
            }
            return false;
        }
        return true;
    }

    /** Nothing is read meanwhile, so the selector need not tell of what comes. */
    private void runTasks() throws IOException {
        interest.read(false);
        busy = true;
        var _ = Thread.ofVirtual().name("gridgate-tls").start(() -> {
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
            loop.execute(() -> {
                busy = false;
                advance();
            });
        });
    }

    private void finish(@Nullable IOException failure) {
        if (!handshaking) {
            return;
        }
        handshaking = false;
        if (failure == null) {
            outcome.onSecure();
        } else {
            try {
                engine.closeOutbound();
                wrap(NOTHING);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            outcome.onFailed(failure);
        }
    }

    // ---- octets

    @Override
    public @Nullable ByteBuffer read() throws IOException {
        ByteBuffer net = fill();
        ByteBuffer plain = clear.plain();
        boolean more = net.hasRemaining();
        while (more) {
            SSLEngineResult result = engine.unwrap(net, plain);
            afterHandshake();
            streamEnded |= engine.isInboundDone();
            more = result.getStatus() == SSLEngineResult.Status.OK && net.hasRemaining();
        }
        keep(net);
        if (plain.position() == 0 && streamEnded) {
            return null;
        }
        return plain.flip();
    }

    /** Does what records after the handshake ask for: tickets, new keys. */
    private void afterHandshake() throws IOException {
        for (HandshakeStatus status = engine.getHandshakeStatus();; status = engine.getHandshakeStatus()) {
            if (status == HandshakeStatus.NEED_TASK) {
                Runnable task = engine.getDelegatedTask();
                if (task != null) {
                    task.run();
                }
            } else if (status == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
                wrap(NOTHING);
            } else {
                return;
            }
        }
    }

    @Override
    public boolean isEnded() {
        return streamEnded;
    }

    @Override
    public boolean endsProperly() {
        return engine.isInboundDone();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (!flush()) {
            return 0;
        }
        int before = source.remaining();
        wrap(source);
        return before - source.remaining();
    }

    @Override
    public boolean flush() throws IOException {
        ByteBuffer rest = unsent;
        if (rest == null) {
            return true;
        }
        channel.write(rest);
        if (rest.hasRemaining()) {
            return false;
        }
        unsent = null;
        return true;
    }

    @Override
    public void close() {
        closed = true;
        if (!engine.isOutboundDone() && unsent == null) {
            try {
                engine.closeOutbound();
                wrap(NOTHING);
            } catch (IOException e) {
                // The peer is gone already: there is nobody to say farewell to.
                unsent = null;
            }
        }
        undecrypted = null;
        unsent = null;
    }

    /** Returns what came from the socket and was not decrypted, in read mode. */
    private ByteBuffer fill() throws IOException {
        ByteBuffer net = buffers.reading();
        if (undecrypted != null) {
            net.put(undecrypted);
            undecrypted = null;
        }
        streamEnded |= channel.read(net) < 0;
        return net.flip();
    }

    private void keep(ByteBuffer net) {
        if (net.hasRemaining()) {
            undecrypted = ByteBuffer.allocate(net.remaining()).put(net).flip();
        }
    }

    /** Encrypts as much as a buffer holds and sends it; without source, what the engine itself has to say. */
    private void wrap(ByteBuffer source) throws IOException {
        ByteBuffer net = clear.net();
        int record = engine.getSession().getPacketBufferSize();
        boolean more = true;
        while (more && net.remaining() >= record) {
            SSLEngineResult result = engine.wrap(source, net);
            more = result.getStatus() == SSLEngineResult.Status.OK && source.hasRemaining();
        }
        net.flip();
        ByteBuffer rest = unsent;
        if (rest == null) {
            channel.write(net);
        }
        if (net.hasRemaining()) {
            int earlier = rest == null ? 0 : rest.remaining();
            ByteBuffer all = ByteBuffer.allocate(earlier + net.remaining());
            if (rest != null) {
                all.put(rest);
            }
            unsent = all.put(net).flip();
        }
    }
}
