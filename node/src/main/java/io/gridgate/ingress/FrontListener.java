package io.gridgate.ingress;

import io.gridgate.base.EventLoop;
import io.gridgate.base.Metrics;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Handler;
import io.gridgate.wire.ListenSpec;
import io.gridgate.wire.Listener;
import io.gridgate.wire.Pipe;
import io.gridgate.wire.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;

/**
 * One port on which clients speak HTTP/1.1 to a handler.
 *
 * <p>Life: {@link #start}, then {@link #drain} as often as one likes, then {@link #close}.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class FrontListener {

    /** How long a connection must have been idle to be closed at once by a drain. */
    static final long DRAIN_IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int REFUSED_MAX = 256;

    private final FrontOptions options;
    private final Handler handler;
    private final ClientResolver resolver;
    private final List<FrontLoop> loops = new ArrayList<>();
    private final Map<ErrorCode, Metrics.Counter> refusals = new EnumMap<>(ErrorCode.class);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger refusedOpen = new AtomicInteger();
    private final CompletableFuture<Void> empty = new CompletableFuture<>();
    private volatile boolean draining;
    private volatile boolean closing;
    private volatile @Nullable Listener listener;
    private volatile int port;

    private FrontListener(Wire wire, FrontOptions options, Handler handler, Metrics metrics) {
        this.options = options;
        this.handler = handler;
        resolver = new ClientResolver(options.trustedProxy());
        Metrics.Counter interimDropped = metrics.counter("requests.interim_dropped", Map.of("listener", options.name()));
        for (EventLoop loop : wire.loops()) {
            loops.add(new FrontLoop(loop, wire.buffers(loop), interimDropped));
        }
        for (ErrorCode code : ErrorCode.values()) {
            refusals.put(code, metrics.counter("requests.refused", Map.of("listener", options.name(), "code", code.name())));
        }
        metrics.gauge("exchanges.open", Map.of("listener", options.name()), this::openExchanges);
    }

    /**
     * Returns a listener that is bound and serves.
     *
     * @throws IOException when the port cannot be bound
     */
    public static FrontListener start(Wire wire, FrontOptions options, Handler handler, Metrics metrics) throws IOException {
        FrontListener front = new FrontListener(wire, options, handler, metrics);
        Listener bound = wire.listen(new ListenSpec(options.name(), options.bind(), options.gate(), front::onAccepted));
        front.port = bound.port();
        front.listener = bound;
        return front;
    }

    private void onAccepted(NIOConnection connection, EventLoop loop, boolean admitted) {
        FrontLoop shared = loops.get(loop.index());
        Pipe pipe = Pipe.of(connection, shared.pool, options.tls());
        FrontConnection accepted = new FrontConnection(this, shared, pipe);
        connections.incrementAndGet();
        shared.connections.add(accepted);
        connection.setProcessor(accepted);
        if (admitted) {
            accepted.begin();
        } else if (isTls() || refusedOpen.get() >= REFUSED_MAX) {
            accepted.terminate();
        } else {
            refusedOpen.incrementAndGet();
            pipe.onClose(refusedOpen::decrementAndGet);
            accepted.refuse();
        }
    }

    void onConnectionClosed(FrontLoop shared, FrontConnection connection) {
        shared.connections.remove(connection);
        if (connections.decrementAndGet() == 0 && closing) {
            empty.complete(null);
        }
    }

    /** Returns the address it is bound to, with the real port. */
    public InetSocketAddress address() {
        return new InetSocketAddress(options.bind().getAddress(), port());
    }

    /** Returns the real port. */
    public int port() {
        Listener bound = listener;
        return port != 0 || bound == null ? port : bound.port();
    }

    /** Returns how many requests are being answered. */
    public int openExchanges() {
        return loops.stream().mapToInt(FrontLoop::exchanges).sum();
    }

    /** Returns how many connections are open. */
    public int openConnections() {
        return connections.get();
    }

    /** From now on every answer is the last one of its connection; idle connections are closed. New ones are still accepted. */
    public void drain() {
        draining = true;
        onEachConnection(connection -> connection.onDrain(System.nanoTime()));
    }

    /** Closes the port; connections stay. */
    public void stopAccepting() {
        Listener bound = listener;
        if (bound != null) {
            bound.stopAccepting();
        }
    }

    /**
     * Closes the port, drains, and waits until all connections have ended, at most that long; what is left then is cut off.
     *
     * @return whether nothing had to be cut off
     */
    public boolean close(Duration deadline) {
        closing = true;
        stopAccepting();
        drain();
        if (connections.get() == 0 || await(deadline)) {
            return true;
        }
        onEachConnection(FrontConnection::terminate);
        return false;
    }

    private boolean await(Duration deadline) {
        try {
            empty.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return connections.get() == 0;
        }
    }

    private void onEachConnection(java.util.function.Consumer<FrontConnection> action) {
        for (FrontLoop shared : loops) {
            shared.loop.execute(() -> List.copyOf(shared.connections).forEach(action));
        }
    }

    boolean isDraining() {
        return draining;
    }

    boolean isTls() {
        return options.tls() != null;
    }

    Handler handler() {
        return handler;
    }

    ClientResolver resolver() {
        return resolver;
    }

    FrontLimits limits() {
        return options.limits();
    }

    long headerTimeoutNanos() {
        return options.limits().headerTimeout().toNanos();
    }

    long idleNanos() {
        return options.limits().idle().toNanos();
    }

    void countRefusal(ErrorCode code) {
        Metrics.Counter counter = refusals.get(code);
        if (counter != null) {
            counter.add();
        }
    }
}
