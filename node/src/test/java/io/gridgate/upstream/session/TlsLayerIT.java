package io.gridgate.upstream.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.EventLoop;
import io.gridgate.base.Metrics;
import io.gridgate.wire.ConnectCallback;
import io.gridgate.wire.SocketInterest;
import io.gridgate.wire.SocketProcessor;
import io.gridgate.wire.Wire;
import io.gridgate.wire.WireOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TlsLayerIT {

    private static final int ROUNDS = 20;

    private final CountDownLatch computing = new CountDownLatch(1);
    private final CountDownLatch computed = new CountDownLatch(1);
    private final CountDownLatch starved = new CountDownLatch(1);
    private final AtomicInteger readable = new AtomicInteger();
    private final CompletableFuture<Boolean> secure = new CompletableFuture<>();

    private Wire wire;
    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        wire = Wire.start(WireOptions.of(1), Metrics.none());
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        computed.countDown();
        server.close();
        wire.close();
    }

    @Test
    void octetsThatComeWhileTheHandshakeComputesDoNotKeepTheLoopBusy() throws Exception {
        connect();
        try (Socket backend = server.accept()) {
            assertThat(computing.await(5, TimeUnit.SECONDS)).isTrue();
            backend.getOutputStream().write(7);
            awaitRounds();
            assertThat(readable).hasValue(0);

            computed.countDown();

            assertThat(secure.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void handshakeThatWaitsForTheBackendAfterItsComputationIsToldOfOctets() throws Exception {
        connect();
        try (Socket backend = server.accept()) {
            computed.countDown();
            assertThat(starved.await(5, TimeUnit.SECONDS)).isTrue();

            backend.getOutputStream().write(7);

            assertThat(secure.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** A loop that is told of octets looks at the socket in each round. */
    private void awaitRounds() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            wire.loops().getFirst().execute(() -> done.complete(true));
            assertThat(done.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void connect() {
        EventLoop loop = wire.loops().getFirst();
        Handshake handshake = new Handshake(loop);
        loop.execute(() -> wire.connect(loop, (InetSocketAddress) server.getLocalSocketAddress(), TimeUnit.SECONDS.toNanos(5), handshake,
                handshake));
    }

    private void compute() {
        computing.countDown();
        try {
            assertThat(computed.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A connection to the backend that goes no further than its handshake. */
    private final class Handshake extends SocketProcessor implements ConnectCallback, TlsLayer.Outcome {

        private final EventLoop loop;
        private @Nullable TlsLayer layer;

        private Handshake(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void onConnected(NIOConnection connection) {
            SocketInterest interest = new SocketInterest();
            interest.begin(connection);
            layer = new TlsLayer(new BusyEngine(TlsLayerIT.this::compute, starved::countDown), (SocketChannel) connection.getChannel(),
                    loop,
                    wire.buffers(loop), new TlsBuffers(), interest, this);
            // Reading is armed when this returns; no engine computes before it has sent something.
            loop.execute(layer::begin);
        }

        @Override
        public void onFailed(IOException cause) {
            secure.completeExceptionally(cause);
        }

        @Override
        public void onSecure() {
            secure.complete(true);
        }

        @Override
        protected void onReadable() {
            readable.incrementAndGet();
            if (layer != null) {
                layer.advance();
            }
        }

        @Override
        protected void onWritable() {}

        @Override
        protected void onClosed() {}
    }
}
