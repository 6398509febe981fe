package io.gridgate.upstream.session;

import io.gridgate.upstream.codec.AnswerHead;
import io.gridgate.upstream.codec.BodyDecoder;
import io.gridgate.upstream.codec.BodyReceiver;
import io.gridgate.upstream.codec.Http1Codec;
import io.gridgate.wire.SocketInterest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hc.core5.http.impl.nio.ClientHttp1IOEventHandler;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HttpCore's session over a Grizzly connection of this loop's selector.
 *
 * <p>One event is one run: read once, let the codec consume, let it write while the socket takes it, and settle. What the
 * receiver of a body does not take is held, and nothing more is read. Interest in reading is given up only when an event comes
 * that nobody wants, interest in writing is taken only when the socket was full;
 * an exchange that flows costs no change of interest. Whatever happens inside a run, the end of the session is told after it,
 * once.
 *
 * <p>Thread-safety: confined to its loop.
 */
public final class GrizzlySession extends HttpCoreSession {

    private static final Logger LOG = LoggerFactory.getLogger(GrizzlySession.class);
    private static final int OUTPUT_ROUNDS_MAX = 32;

    private final SessionOwner owner;
    private final SessionInput input = new SessionInput(this);
    private final SocketInterest interest = new SocketInterest();

    private @Nullable SocketLayer layer;
    private @Nullable ClientHttp1IOEventHandler codec;
    private @Nullable TlsLayer handshake;
    private @Nullable BodyDecoder decoder;
    private boolean running;
    private boolean open = true;
    private boolean ended;

    GrizzlySession(SessionOwner owner) {
        super(owner);
        this.owner = owner;
    }

    /** The socket is connected; the codec may be used from now on unless a handshake comes first. */
    void begin(NIOConnection established, SocketLayer socketLayer) {
        connection = established;
        layer = socketLayer;
        interest.begin(established);
    }

    /** Passes the events of the socket to the handshake until {@link #ready}. */
    void handshake(TlsLayer tls) {
        handshake = tls;
    }

    /** The socket, and TLS if there is any, stand. */
    void ready() throws IOException {
        handshake = null;
        ClientHttp1IOEventHandler handler = Http1Codec.over(this);
        codec = handler;
        handler.connected(this);
    }

    // ---- for the parser and the decoders

    @Override
    public ByteBuffer input() {
        return input.octets();
    }

    @Override
    public boolean isEndOfInput() {
        return input.isEnded();
    }

    @Override
    public boolean endedProperly() {
        return layer == null || layer.endsProperly();
    }

    @Override
    public boolean expectsAnswer() {
        return owner.expectsAnswer();
    }

    @Override
    public BodyReceiver receiver() {
        return owner.receiver();
    }

    @Override
    public void onInterim(AnswerHead interim) {
        owner.onInterim(interim);
    }

    @Override
    public void onAnswerHead(int status) {
        owner.onAnswerHead(status);
    }

    @Override
    public void decoder(BodyDecoder bodyDecoder) {
        decoder = bodyDecoder;
    }

    // ---- for the owner

    /** Returns what the selector is asked to tell. */
    SocketInterest interest() {
        return interest;
    }

    /**
     * The body's receiver is ready: delivers what is there, then goes on reading. From within the head of the answer it is
     * delivered before this returns, so that head and body can leave in one write.
     */
    public void pump() {
        if (!running) {
            run();
        } else if (decoder != null) {
            decoder.pump();
        }
    }

    /** Lets the codec write what it has, unless this happens anyway at the end of the run. */
    public void flushOutput() {
        run();
    }

    /** Drops all further output: an unfinished request must not be finished by the codec as if it were whole. */
    public void sealOutput() {
        output.seal();
    }

    /** Returns whether nothing is on its way in or out, so that another request may follow. */
    boolean isAtRest() {
        return open && !ended && !input.isEnded() && output.isAtRest() && !input.octets().hasRemaining() && commands.isEmpty()
                && (codec == null || codec.isOpen());
    }

    /** Forgets what belonged to the last exchange. */
    void forgetExchange() {
        decoder = null;
    }

    // ---- events of the socket

    @Override
    protected void onReadable() {
        if (!open) {
            return;
        }
        if (handshake != null) {
            handshake.advance();
            return;
        }
        if (!input.isWanted()) {
            pauseReading();
            return;
        }
        boolean outer = enter();
        try {
            readOnce();
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
        leave(outer);
    }

    @Override
    protected void onWritable() {
        if (handshake != null) {
            handshake.advance();
            return;
        }
        output.unblock();
        run();
    }

    @Override
    protected void onClosed() {
        if (open) {
            open = false;
            if (!running) {
                end();
            }
        }
    }

    private void readOnce() throws IOException {
        SocketLayer socket = layer;
        ClientHttp1IOEventHandler handler = codec;
        if (socket != null && handler != null && input.read(socket)) {
            owner.onProgress();
            var _ = input.feed(handler);
        }
    }

    // ---- runs

    private boolean enter() {
        boolean outer = !running;
        running = true;
        return outer;
    }

    private void run() {
        leave(enter());
    }

    private void leave(boolean outer) {
        if (!outer) {
            return;
        }
        try {
            work();
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
        running = false;
        if (!open) {
            end();
            return;
        }
        arm();
        if (open) {
            owner.onSettled();
        }
    }

    private void work() throws IOException {
        ClientHttp1IOEventHandler handler = codec;
        SocketLayer socket = layer;
        if (handler == null || socket == null) {
            return;
        }
        boolean more = true;
        for (int round = 0; more && open; round++) {
            more = false;
            output.flush(socket);
            if ((output.isWanted() || hasCommands()) && !output.isBlocked() && round < OUTPUT_ROUNDS_MAX) {
                handler.outputReady(this);
                more = true;
            }
            if (open && input.isWaiting()) {
                more |= input.feed(handler);
            }
        }
    }

    private void arm() {
        try {
            interest.write(output.waitsForSocket());
            if (input.isWanted()) {
                interest.read(true);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void pauseReading() {
        try {
            interest.read(false);
        } catch (IOException e) {
            fail(e);
        }
    }

    // ---- the end

    private void fail(Exception cause) {
        if (codec != null) {
            codec.exception(this, cause);
        } else if (!(cause instanceof IOException)) {
            LOG.atError().setCause(cause).log("a connection to a backend failed");
        }
        close(CloseMode.IMMEDIATE);
    }

    @Override
    public void close(CloseMode mode) {
        if (!open) {
            return;
        }
        open = false;
        if (layer != null) {
            layer.close();
        }
        if (connection != null) {
            connection.terminateSilently();
        }
        if (!running) {
            end();
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        input.release();
        if (codec != null) {
            codec.disconnected(this);
        }
        owner.onEnded();
    }

    // ---- for HttpCore

    @Override
    public void enqueue(Command command, Command.Priority priority) {
        if (!open) {
            command.cancel();
            return;
        }
        commands.add(command);
        run();
    }

    /** The parser and the decoders read {@link #input}; the codec itself only learns of the end. */
    @Override
    public int read(ByteBuffer destination) {
        return input.isExhausted() ? -1 : 0;
    }

    @Override
    public int write(ByteBuffer source) {
        SocketLayer socket = layer;
        return !open || socket == null ? SessionOutput.drop(source) : output.write(socket, source);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public @Nullable IOEventHandler getHandler() {
        return codec;
    }
}
