package io.gridgate.wire;

import io.gridgate.base.EventLoop;
import io.gridgate.base.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Processor;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;

/**
 * The one transport of a node: its selector loops, on which everything of an exchange happens, and the way to listen and to
 * connect.
 *
 * <p>Thread-safety: thread-safe, except that {@link #connect} and {@link #buffers} belong to the loop they are called with.
 */
public final class Wire implements AutoCloseable {

    private static final long START_SECONDS = 10;
    private static final long STOP_MILLIS = 5_000;

    private final TCPNIOTransport transport;
    private final List<SelectorLoop> loops;
    private final LoopSelectorHandler handler;
    private final Metrics metrics;

    private Wire(TCPNIOTransport transport, List<SelectorLoop> loops, LoopSelectorHandler handler, Metrics metrics) {
        this.transport = transport;
        this.loops = loops;
        this.handler = handler;
        this.metrics = metrics;
    }

    /**
     * Returns a transport whose loops run.
     *
     * @throws IOException when a selector cannot be opened or a loop does not come up
     */
    public static Wire start(WireOptions options, Metrics metrics) throws IOException {
        List<SelectorLoop> loops = new ArrayList<>();
        for (int i = 0; i < options.workers(); i++) {
            loops.add(new SelectorLoop(i));
        }
        LoopSelectorHandler handler = new LoopSelectorHandler(loops, metrics);
        TCPNIOTransport transport = TCPNIOTransportBuilder.newInstance().setName("gridgate")
                .setIOStrategy(SameThreadIOStrategy.getInstance())
                .setSelectorRunnersCount(options.workers())
                .setSelectorThreadPoolConfig(ThreadPoolConfig.defaultConfig().copy().setPoolName("gridgate-loop")
                        .setCorePoolSize(options.workers()).setMaxPoolSize(options.workers()))
                .setSelectorHandler(handler)
                .setServerConnectionBackLog(options.backlog())
                .setMaxAsyncWriteQueueSizeInBytes(BufferPool.READ_BYTES)
                .setReuseAddress(true).setTcpNoDelay(true).build();
        transport.setChannelConfigurator(new SocketOptions());
        transport.setNIOChannelDistributor(new LoopDistributor(transport, loops));
        transport.start();
        Wire wire = new Wire(transport, List.copyOf(loops), handler, metrics);
        wire.awaitLoops();
        wire.publishGauges();
        return wire;
    }

    /** Returns the loops, by index. */
    public List<EventLoop> loops() {
        return List.copyOf(loops);
    }

    /** Returns the loop that the connection is registered with. */
    public EventLoop loopOf(Connection<?> connection) {
        return selectorLoopOf((NIOConnection) connection);
    }

    /** Returns the buffers of that loop; to be used on the loop only. */
    public BufferPool buffers(EventLoop loop) {
        return loops.get(loop.index()).buffers();
    }

    /** Returns how many buffers of all loops are out. */
    public int buffersOutstanding() {
        return loops.stream().mapToInt(loop -> loop.buffers().outstanding()).sum();
    }

    /**
     * Binds a port and hands its connections, spread over the loops, to the acceptor.
     *
     * @throws IOException when the port cannot be bound; the message names it
     */
    public Listener listen(ListenSpec spec) throws IOException {
        return Listener.bind(transport, spec, this::selectorLoopOf, metrics);
    }

    /**
     * Connects without blocking; the socket is registered with the calling loop's own selector.
     *
     * @param loop the loop that calls
     * @param address resolved: names are not looked up here
     * @param timeoutNanos > 0
     */
    public void connect(EventLoop loop, InetSocketAddress address, long timeoutNanos, Processor<?> processor, ConnectCallback callback) {
        if (!loop.inLoop()) {
            throw new IllegalStateException("thread: " + Thread.currentThread().getName() + " (expected: that of " + loop + ")");
        }
        if (address.isUnresolved()) {
            callback.onFailed(new UnknownHostException(address.getHostString()));
            return;
        }
        Connect.begin(transport, loop, address, timeoutNanos, processor, callback);
    }

    /** Stops all loops; connections that are still open are closed. Owners close theirs in an orderly way before. */
    @Override
    public void close() throws IOException {
        transport.shutdownNow();
        for (SelectorLoop loop : loops) {
            loop.awaitEnd(STOP_MILLIS);
        }
    }

    private SelectorLoop selectorLoopOf(NIOConnection connection) {
        SelectorLoop loop = handler.loopOf(connection.getSelectorRunner());
        if (loop == null) {
            throw new IllegalArgumentException("connection: " + connection + " (expected: one of this transport)");
        }
        return loop;
    }

    private void awaitLoops() throws IOException {
        CountDownLatch up = new CountDownLatch(loops.size());
        loops.forEach(loop -> loop.execute(up::countDown));
        try {
            if (!up.await(START_SECONDS, TimeUnit.SECONDS)) {
                transport.shutdownNow();
                throw new IOException("the selector loops did not start within " + START_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            transport.shutdownNow();
            throw new IOException("interrupted while the selector loops started", e);
        }
    }

    private void publishGauges() {
        for (SelectorLoop loop : loops) {
            Map<String, String> labels = Map.of("loop", Integer.toString(loop.index()));
            metrics.gauge("loop.connections", labels, loop.connections()::get);
            metrics.gauge("loop.buffers", labels, loop.buffers()::outstanding);
        }
    }
}
