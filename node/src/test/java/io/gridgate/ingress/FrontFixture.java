package io.gridgate.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.EventLoop;
import io.gridgate.base.Metrics;
import io.gridgate.fixture.RawClient;
import io.gridgate.wire.ConnectionGate;
import io.gridgate.wire.ServerTls;
import io.gridgate.wire.Wire;
import io.gridgate.wire.WireOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A listener on a free port of loopback with a scripted handler; closing it is the leak gate.
 *
 * <p>Thread-safety: thread-safe.
 */
final class FrontFixture implements AutoCloseable {

    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    final Wire wire;
    final ConnectionGate gate;
    final ScriptedHandler handler = new ScriptedHandler();
    final FrontListener front;

    private FrontFixture(FrontLimits limits, int connectionsMax, @Nullable ServerTls tls, Predicate<InetAddress> trusted)
            throws IOException {
        wire = Wire.start(WireOptions.of(2), Metrics.none());
        for (EventLoop loop : wire.loops()) {
            loop.execute(() -> threads.add(Thread.currentThread()));
        }
        gate = new ConnectionGate(connectionsMax);
        InetSocketAddress bind = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        front = FrontListener.start(wire, new FrontOptions("test", bind, tls, gate, limits, trusted), handler, Metrics.none());
    }

    static FrontFixture start() throws IOException {
        return start(FrontLimits.DEFAULT);
    }

    static FrontFixture start(FrontLimits limits) throws IOException {
        return new FrontFixture(limits, 10_000, null, address -> false);
    }

    static FrontFixture startBounded(int connectionsMax) throws IOException {
        return new FrontFixture(FrontLimits.DEFAULT, connectionsMax, null, address -> false);
    }

    static FrontFixture startTls(ServerTls tls, FrontLimits limits) throws IOException {
        return new FrontFixture(limits, 10_000, tls, address -> false);
    }

    static FrontFixture startTrusting(Predicate<InetAddress> trusted) throws IOException {
        return new FrontFixture(FrontLimits.DEFAULT, 10_000, null, trusted);
    }

    /** Returns limits with these times in milliseconds. */
    static FrontLimits limits(long headerMillis, long idleMillis) {
        return new FrontLimits(64 << 10, 16 << 10, Duration.ofMillis(headerMillis), Duration.ofMillis(idleMillis));
    }

    RawClient client() throws IOException {
        return RawClient.to(front.port());
    }

    /** Waits until nothing is held for any client. */
    void awaitNothingOpen() {
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(front.openExchanges()).as("exchanges").isZero();
            assertThat(front.openConnections()).as("connections").isZero();
            assertThat(gate.open()).as("gate").isZero();
            assertThat(wire.buffersOutstanding()).as("buffers").isZero();
        });
        assertThat(handler.ended).as("ended exchanges").hasValue(handler.seen.size());
    }

    @Override
    public void close() throws IOException {
        try {
            awaitNothingOpen();
        } finally {
            wire.close();
        }
        assertThat(threads).noneMatch(Thread::isAlive);
    }
}
