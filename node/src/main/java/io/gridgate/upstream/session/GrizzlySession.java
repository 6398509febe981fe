package io.gridgate.upstream.session;

import io.gridgate.base.EventLoop;
import io.gridgate.upstream.codec.BodyDecoder;
import io.gridgate.upstream.codec.BodyReceiver;
import io.gridgate.upstream.codec.Http1Codec;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import org.apache.hc.core5.http.impl.nio.ClientHttp1IOEventHandler;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.glassfish.grizzly.IOEvent;
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
public final class GrizzlySession extends UntimedSession {

    private static final Logger LOG = LoggerFactory.getLogger(GrizzlySession.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int OUTPUT_ROUNDS_MAX = 32;

    /** Who owns a session, as the session sees it. */
    interface Owner {

        /** Returns whether a request is under way whose answer has not come. */
        boolean expectsAnswer();

        /** Returns who takes the body of the answer that comes now. */
        BodyReceiver receiver();

        /** The head of an answer (also an interim one) was read and is about to be acted upon. */
        void onAnswerHead(int status);

        /** Octets came or went. */
        void onProgress();

        /** A run is over and the session is open. */
        void onSettled();

        /** The session is over; called once. */
        void onEnded();
    }

    private final EventLoop loop;
    private final Owner owner;
    private final ArrayDeque<Command> commands = new ArrayDeque<>(2);

    private @Nullable NIOConnection connection;
    private @Nullable SocketLayer layer;
    private @Nullable ClientHttp1IOEventHandler codec;
    private @Nullable TlsLayer handshake;
    private @Nullable BodyDecoder decoder;

    private ByteBuffer input = NOTHING;
    private boolean held;
    private boolean endOfInput;
    private boolean endToldToCodec;
    private boolean readArmed = true;
    private boolean wantsWrite;
    private boolean writeArmed;
    private boolean blocked;
    private boolean outputSealed;
    private boolean running;
    private boolean open = true;
    private boolean ended;
    private @Nullable IOException outputFailure;

    GrizzlySession(EventLoop loop, Owner owner) {
        this.loop = loop;
        this.owner = owner;
    }

    /** The socket is connected; the codec may be used from now on unless a handshake comes first. */
    void begin(NIOConnection established, SocketLayer socketLayer) {
        connection = established;
        layer = socketLayer;
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
        return input;
    }

    @Override
    public boolean isEndOfInput() {
        return endOfInput;
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
    public void onAnswerHead(int status) {
        owner.onAnswerHead(status);
    }

    @Override
    public void decoder(BodyDecoder bodyDecoder) {
        decoder = bodyDecoder;
    }

    // ---- for the owner

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
        if (!running) {
            run();
        }
    }

    /** Drops all further output: an unfinished request must not be finished by the codec as if it were whole. */
    public void sealOutput() {
        outputSealed = true;
    }

    /** Returns whether nothing is on its way in or out, so that another request may follow. */
    boolean isAtRest() {
        return open && !ended && !endOfInput && !outputSealed && !wantsWrite && outputFailure == null && !input.hasRemaining()
                && commands.isEmpty() && (codec == null || codec.isOpen());
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
        if (held || endOfInput) {
            interest(IOEvent.READ, false);
            readArmed = false;
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
        blocked = false;
        if (!running) {
            run();
        }
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
        if (socket == null) {
            return;
        }
        ByteBuffer octets = socket.read();
        if (octets == null) {
            endOfInput = true;
            input = NOTHING;
        } else if (!octets.hasRemaining()) {
            return;
        } else {
            input = octets;
        }
        endOfInput |= socket.isEnded();
        owner.onProgress();
        feed();
        hold();
    }

    /** Lets the codec consume until it wants no more. */
    private void feed() throws IOException {
        ClientHttp1IOEventHandler handler = codec;
        if (handler == null) {
            return;
        }
        int before;
        do {
            before = input.remaining();
            handler.inputReady(this, null);
        } while (open && input.hasRemaining() && input.remaining() != before);
        if (endOfInput && !input.hasRemaining() && before > 0 && open) {
            handler.inputReady(this, null);
        }
        endToldToCodec = endOfInput && !input.hasRemaining();
    }

    /** Keeps what is left of a buffer that belongs to the loop. */
    private void hold() {
        if (!open || !input.hasRemaining()) {
            input = NOTHING;
            held = false;
        } else if (!held) {
            input = ByteBuffer.allocate(input.remaining()).put(input).flip();
            held = true;
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
        owner.onSettled();
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
            if (!blocked && !socket.flush()) {
                blocked = true;
            }
            if ((wantsWrite || !commands.isEmpty()) && !blocked && round < OUTPUT_ROUNDS_MAX) {
                handler.outputReady(this);
                more = true;
            }
            if (open && (held || endOfInput && !endToldToCodec)) {
                int before = input.remaining();
                feed();
                hold();
                more |= input.remaining() != before;
            }
        }
    }

    private void arm() {
        SocketLayer socket = layer;
        boolean waits = blocked || wantsWrite && !outputSealed;
        if (socket != null && waits != writeArmed) {
            writeArmed = waits;
            interest(IOEvent.WRITE, waits);
        }
        if (!readArmed && !held && !endOfInput) {
            readArmed = true;
            interest(IOEvent.READ, true);
        }
    }

    private void interest(IOEvent event, boolean on) {
        NIOConnection socket = connection;
        if (socket == null) {
            return;
        }
        try {
            if (on) {
                socket.enableIOEvent(event);
            } else {
                socket.disableIOEvent(event);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void fail(Exception cause) {
        if (codec != null) {
            codec.exception(this, cause);
        } else if (!(cause instanceof IOException)) {
            LOG.atError().setCause(cause).log("a connection to a backend failed");
        }
        close(CloseMode.IMMEDIATE);
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        input = NOTHING;
        if (codec != null) {
            codec.disconnected(this);
        }
        owner.onEnded();
    }

    // ---- HttpCore's session

    @Override
    public void enqueue(Command command, Command.Priority priority) {
        if (!open) {
            command.cancel();
            return;
        }
        commands.add(command);
        if (!running) {
            run();
        }
    }

    @Override
    public boolean hasCommands() {
        return !commands.isEmpty();
    }

    @Override
    public @Nullable Command poll() {
        return commands.poll();
    }

    /** The codec's interest in reading is not asked: whether the body's receiver is ready decides. */
    @Override
    public void setEvent(int op) {
        if ((op & SelectionKey.OP_WRITE) != 0) {
            wantsWrite = true;
        }
    }

    @Override
    public void clearEvent(int op) {
        if ((op & SelectionKey.OP_WRITE) != 0) {
            wantsWrite = false;
        }
    }

    @Override
    public int getEventMask() {
        return SelectionKey.OP_READ | (wantsWrite ? SelectionKey.OP_WRITE : 0);
    }

    @Override
    public void setEventMask(int ops) {
        wantsWrite = (ops & SelectionKey.OP_WRITE) != 0;
    }

    /** The parser and the decoders read {@link #input}; the codec itself only learns of the end. */
    @Override
    public int read(ByteBuffer destination) {
        return endOfInput && !input.hasRemaining() ? -1 : 0;
    }

    /**
     * Takes what the socket takes. A failure is kept for the end of the input to tell, since a backend that refuses a request
     * may have answered it before it closed.
     */
    @Override
    public int write(ByteBuffer source) {
        int octets = source.remaining();
        SocketLayer socket = layer;
        if (outputSealed || outputFailure != null || !open || socket == null) {
            source.position(source.limit());
            return octets;
        }
        try {
            int written = socket.write(source);
            blocked |= source.hasRemaining();
            if (written > 0) {
                owner.onProgress();
            }
            return written;
        } catch (IOException e) {
            outputFailure = e;
            source.position(source.limit());
            return octets;
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        close(CloseMode.GRACEFUL);
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

    @Override
    public Status getStatus() {
        return open ? Status.ACTIVE : Status.CLOSED;
    }

    @Override
    public @Nullable IOEventHandler getHandler() {
        return codec;
    }

    @Override
    public String getId() {
        return loop + "/" + (connection == null ? "-" : connection.getId());
    }

    @Override
    public @Nullable SocketAddress getRemoteAddress() {
        return connection == null ? null : connection.getPeerAddress();
    }

    @Override
    public @Nullable SocketAddress getLocalAddress() {
        return connection == null ? null : connection.getLocalAddress();
    }

    @Override
    public String toString() {
        return getId();
    }
}
