package io.gridgate.wire;

import io.gridgate.base.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Context;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.Processor;
import org.glassfish.grizzly.ProcessorResult;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOBindingHandler;
import org.glassfish.grizzly.nio.transport.TCPNIOServerConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.ReadResult;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.MessageCloner;
import org.jspecify.annotations.Nullable;

/**
 * A bound port that hands its connections to an {@link Acceptor}.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Listener {

    private final TCPNIOTransport transport;
    private final TCPNIOServerConnection socket;
    private final Intake intake;

    private Listener(TCPNIOTransport transport, TCPNIOServerConnection socket, Intake intake) {
        this.transport = transport;
        this.socket = socket;
        this.intake = intake;
    }

    static Listener bind(TCPNIOTransport transport, ListenSpec spec, Function<NIOConnection, SelectorLoop> loops, Metrics metrics)
            throws IOException {
        Intake intake = new Intake(spec, loops, metrics);
        TCPNIOBindingHandler binding = TCPNIOBindingHandler.builder(transport).processor(intake).build();
        try {
            return new Listener(transport, binding.bind(spec.bind(), transport.getServerConnectionBackLog()), intake);
        } catch (IOException e) {
            throw new IOException("cannot listen on " + spec.bind().getHostString() + ":" + spec.bind().getPort() + " (" + spec.name()
                    + "): " + e.getMessage(), e);
        }
    }

    /** Returns the address it is bound to, with the real port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalAddress();
    }

    /** Returns the real port. */
    public int port() {
        return address().getPort();
    }

    /** Returns how many of its connections are open, refused ones that are being told so among them. */
    public int open() {
        return intake.open.get();
    }

    /** Closes the port; connections that were accepted stay. Does nothing the second time. */
    public void stopAccepting() {
        transport.unbind(socket);
    }

    /** The processor that accepted sockets have until their owner sets its own. */
    private static final class Intake implements Processor<Context> {

        private final ListenSpec spec;
        private final Function<NIOConnection, SelectorLoop> loops;
        private final AtomicInteger open = new AtomicInteger();
        private final Metrics.Counter refused;

        Intake(ListenSpec spec, Function<NIOConnection, SelectorLoop> loops, Metrics metrics) {
            this.spec = spec;
            this.loops = loops;
            Map<String, String> labels = Map.of("listener", spec.name());
            refused = metrics.counter("connections.refused", labels);
            metrics.gauge("connections.open", labels, open::get);
        }

        @Override
        public ProcessorResult process(Context context) {
            if (context.getIoEvent() == IOEvent.ACCEPTED) {
                accept((NIOConnection) context.getConnection());
            }
            return ProcessorResult.createComplete();
        }

        private void accept(NIOConnection connection) {
            boolean admitted = spec.gate().tryEnter();
            open.incrementAndGet();
            if (!admitted) {
                refused.add();
            }
            CloseHook.on(connection, () -> {
                open.decrementAndGet();
                if (admitted) {
                    spec.gate().leave();
                }
            });
            try {
                spec.acceptor().onAccepted(connection, loops.apply(connection), admitted);
            } catch (RuntimeException e) {
                connection.terminateSilently();
                throw e;
            }
        }

        @Override
        public Context obtainContext(@SuppressWarnings("rawtypes") Connection connection) {
            Context context = Context.create(connection);
            context.setProcessor(this);
            return context;
        }

        @Override
        public boolean isInterested(IOEvent event) {
            return true;
        }

        @Override
        public void setInterested(IOEvent event, boolean interested) {
            throw new UnsupportedOperationException("interest");
        }

        @Override
        @SuppressWarnings("rawtypes")
        public void read(Connection connection, CompletionHandler<ReadResult> completion) {
            throw new UnsupportedOperationException("read");
        }

        @Override
        @SuppressWarnings("rawtypes")
        public void write(Connection connection, @Nullable Object address, Object message, CompletionHandler<WriteResult> completion) {
            throw new UnsupportedOperationException("write");
        }

        @Override
        @SuppressWarnings("rawtypes")
        public void write(Connection connection, @Nullable Object address, Object message, CompletionHandler<WriteResult> completion,
                @Nullable MessageCloner cloner) {
            throw new UnsupportedOperationException("write");
        }

        @Override
        @Deprecated
        @SuppressWarnings({"rawtypes", "deprecation"})
        public void write(Connection connection, @Nullable Object address, Object message, CompletionHandler<WriteResult> completion,
                org.glassfish.grizzly.asyncqueue.@Nullable PushBackHandler pushBack) {
            throw new UnsupportedOperationException("write");
        }
    }
}
