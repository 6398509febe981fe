package io.gridgate.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.base.EventLoop;
import io.gridgate.base.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.glassfish.grizzly.nio.NIOConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireIT {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final long SECOND = 1_000_000_000L;

    private Wire wire;

    @BeforeEach
    void start() throws IOException {
        wire = Wire.start(WireOptions.of(3), Metrics.none());
    }

    @AfterEach
    void stop() throws IOException {
        wire.close();
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(t -> t.getName().startsWith("gridgate-loop") && t.isAlive());
    }

    @Test
    void acceptedConnectionsAreSpreadEvenlyOverTheLoops() throws Exception {
        // Given
        Map<EventLoop, AtomicInteger> perLoop = new ConcurrentHashMap<>();
        ConnectionGate gate = new ConnectionGate(100);
        Listener listener = wire.listen(new ListenSpec("t", ANY_PORT, gate, (connection, loop, admitted) -> {
            assertThat(loop.inLoop()).isTrue();
            assertThat(wire.loopOf(connection)).isSameAs(loop);
            connection.setProcessor(new Echo(connection));
            perLoop.computeIfAbsent(loop, l -> new AtomicInteger()).incrementAndGet();
        }));

        // When
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            sockets.add(new Socket(listener.address().getAddress(), listener.port()));
        }

        // Then
        Awaitility.await().untilAsserted(() -> assertThat(perLoop.values()).extracting(AtomicInteger::get).containsExactly(10, 10, 10));
        assertThat(gate.open()).isEqualTo(30);
        for (Socket socket : sockets) {
            socket.getOutputStream().write(42);
            assertThat(socket.getInputStream().read()).isEqualTo(42);
            socket.close();
        }
        Awaitility.await().untilAsserted(() -> assertThat(gate.open()).isZero());
        assertThat(listener.open()).isZero();
    }

    @Test
    void connectionOverTheBoundIsNotAdmitted() throws Exception {
        // Given
        List<Boolean> admissions = new ArrayList<>();
        ConnectionGate gate = new ConnectionGate(1);
        Listener listener = wire.listen(new ListenSpec("t", ANY_PORT, gate, (connection, loop, admitted) -> {
            synchronized (admissions) {
                admissions.add(admitted);
            }
            connection.setProcessor(new Echo(connection));
            if (!admitted) {
                connection.terminateSilently();
            }
        }));

        // When
        try (Socket first = new Socket(listener.address().getAddress(), listener.port())) {
            first.getOutputStream().write(1);
            assertThat(first.getInputStream().read()).isEqualTo(1);
            try (Socket second = new Socket(listener.address().getAddress(), listener.port())) {
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
            first.getOutputStream().write(2);
            assertThat(first.getInputStream().read()).isEqualTo(2);
        }

        // Then
        assertThat(admissions).containsExactly(true, false);
        Awaitility.await().untilAsserted(() -> assertThat(gate.open()).isZero());
    }

    @Test
    void listenerThatStoppedAcceptingKeepsItsConnections() throws Exception {
        Listener listener = wire.listen(new ListenSpec("t", ANY_PORT, new ConnectionGate(9),
                (connection, loop, admitted) -> connection.setProcessor(new Echo(connection))));
        try (Socket socket = new Socket(listener.address().getAddress(), listener.port())) {
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
            int port = listener.port();
            listener.stopAccepting();
            listener.stopAccepting();
            socket.getOutputStream().write(2);
            assertThat(socket.getInputStream().read()).isEqualTo(2);
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void portInUseIsAnErrorThatNamesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
            assertThatThrownBy(() -> wire.listen(new ListenSpec("http", bind, new ConnectionGate(1), (c, l, a) -> {})))
                    .isInstanceOf(IOException.class).hasMessageContaining("cannot listen").hasMessageContaining(":" + taken.getLocalPort());
        }
    }

    @Test
    void connectRegistersTheSocketWithTheCallersLoop() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            for (EventLoop loop : wire.loops()) {
                CompletableFuture<EventLoop> of = new CompletableFuture<>();
                connect(loop, (InetSocketAddress) server.getLocalSocketAddress(), SECOND, new Told() {
                    @Override
                    public void onConnected(NIOConnection connection) {
                        assertThat(loop.inLoop()).isTrue();
                        of.complete(wire.loopOf(connection));
                        connection.terminateSilently();
                    }

                    @Override
                    public void onFailed(IOException cause) {
                        of.completeExceptionally(cause);
                    }
                });
                assertThat(of.get(5, TimeUnit.SECONDS)).isSameAs(loop);
            }
        }
    }

    @Test
    void connectToAClosedPortFailsOnce() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        assertThat(failure(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SECOND))
                .isInstanceOf(java.net.ConnectException.class);
    }

    @Test
    void connectThatIsTooSlowTimesOutAndClosesItsSocket() throws Exception {
        // Given: a listener whose queue is full does not answer the handshake
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<SocketChannel> fill = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(full.getLocalSocketAddress());
                fill.add(channel);
            }
            // When, then
            long start = System.nanoTime();
            assertThat(failure((InetSocketAddress) full.getLocalSocketAddress(), SECOND / 5)).isInstanceOf(SocketTimeoutException.class);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SECOND / 5);
            for (SocketChannel channel : fill) {
                channel.close();
            }
        }
    }

    @Test
    void unresolvedAddressIsAnError() throws Exception {
        assertThat(failure(InetSocketAddress.createUnresolved("backend.invalid", 80), SECOND)).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void tasksAndTimersRunOnTheLoop() throws Exception {
        EventLoop loop = wire.loops().get(1);
        CompletableFuture<Long> took = new CompletableFuture<>();
        CountDownLatch later = new CountDownLatch(1);
        loop.execute(() -> {
            long start = System.nanoTime();
            loop.schedule(() -> took.complete(loop.inLoop() ? System.nanoTime() - start : -1), 50_000_000);
            loop.execute(later::countDown);
            assertThat(later.getCount()).isEqualTo(1);
        });
        assertThat(later.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(took.get(5, TimeUnit.SECONDS)).isBetween(50_000_000L, 2 * SECOND);
    }

    @Test
    void taskThatThrowsDoesNotHarmTheLoop() throws Exception {
        EventLoop loop = wire.loops().getFirst();
        CompletableFuture<Boolean> next = new CompletableFuture<>();
        loop.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        loop.execute(() -> next.complete(true));
        assertThat(next.get(5, TimeUnit.SECONDS)).isTrue();
    }

    private Throwable failure(InetSocketAddress address, long timeoutNanos) throws Exception {
        CompletableFuture<Throwable> cause = new CompletableFuture<>();
        AtomicInteger calls = new AtomicInteger();
        connect(wire.loops().getFirst(), address, timeoutNanos, new Told() {
            @Override
            public void onConnected(NIOConnection connection) {
                calls.incrementAndGet();
                cause.completeExceptionally(new AssertionError("connected"));
            }

            @Override
            public void onFailed(IOException failure) {
                calls.incrementAndGet();
                cause.complete(failure);
            }
        });
        Throwable failure = cause.get(5, TimeUnit.SECONDS);
        assertThat(calls).hasValue(1);
        return failure;
    }

    private void connect(EventLoop loop, InetSocketAddress address, long timeoutNanos, ConnectCallback callback) {
        loop.execute(() -> wire.connect(loop, address, timeoutNanos, new Ignoring(), callback));
    }

    private interface Told extends ConnectCallback {}

    private static final class Ignoring extends SocketProcessor {
        @Override
        protected void onReadable() {}

        @Override
        protected void onWritable() {}

        @Override
        protected void onClosed() {}
    }

    private static final class Echo extends SocketProcessor {

        private final NIOConnection connection;

        Echo(NIOConnection connection) {
            this.connection = connection;
        }

        @Override
        protected void onReadable() {
            ByteBuffer buffer = ByteBuffer.allocate(100);
            SocketChannel channel = (SocketChannel) connection.getChannel();
            try {
                int n = channel.read(buffer);
                if (n < 0) {
                    connection.terminateSilently();
                    return;
                }
                channel.write(buffer.flip());
            } catch (IOException e) {
                connection.terminateSilently();
            }
        }

        @Override
        protected void onWritable() {}

        @Override
        protected void onClosed() {}
    }
}
