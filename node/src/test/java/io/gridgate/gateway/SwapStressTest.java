package io.gridgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.MemoryBody;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.Target;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Revisions change while real threads serve exchanges. */
class SwapStressTest {

    private static final int LOOPS = 3;
    private static final int SWAPS = 100;
    private static final int EXCHANGES = 5_000;

    private final TestNode node = new TestNode();

    @Test
    void noExchangeSeesTwoRevisionsAndEveryOldOneIsClosed() throws Exception {
        List<ThreadLoop> loops = IntStream.range(0, LOOPS).mapToObj(ThreadLoop::new).toList();
        Gateway gateway = new Gateway(loops, node.compiler.empty(), node.metrics, Runnable::run);
        ConcurrentLinkedQueue<String> odd = new ConcurrentLinkedQueue<>();
        CountDownLatch served = new CountDownLatch(LOOPS * EXCHANGES);
        gateway.swap(1, revision(1));
        // When
        for (ThreadLoop loop : loops) {
            loop.execute(() -> serve(gateway, loop, 0, odd, served));
        }
        for (int revision = 2; revision <= SWAPS; revision++) {
            gateway.swap(revision, revision(revision));
        }
        // Then
        assertThat(served.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(odd).isEmpty();
        Awaitility.await().until(() -> gateway.oldRevisions() == 0);
        assertThat(gateway.serving()).isEqualTo(SWAPS);
        assertThat(gateway.exchanges()).isZero();
        assertThat(node.registry.view()).extracting("name").containsExactly("s" + SWAPS);
        loops.forEach(ThreadLoop::stop);
        gateway.close();
    }

    private CompiledGateway revision(int number) {
        return node.compiled("services: {s%d: {instances: [\"127.0.0.1:1\"]}}\nroutes: [{path: /, respond: {status: 200, body: \"%d\"}}]"
                .formatted(number, number));
    }

    /** Serves one exchange, which ends only after the next has begun, and goes on with that. */
    private static void serve(Gateway gateway, ThreadLoop loop, int count, ConcurrentLinkedQueue<String> odd, CountDownLatch served) {
        long before = gateway.serving();
        Exchange exchange = exchange(loop);
        Response response = gateway.handle(exchange).toCompletableFuture().join();
        long after = gateway.serving();
        long seen = Long.parseLong(new String(((MemoryBody) response.body()).octets(), StandardCharsets.UTF_8));
        if (seen < before || seen > after) {
            odd.add(seen + " between " + before + " and " + after);
        }
        if (count + 1 < EXCHANGES) {
            loop.execute(() -> serve(gateway, loop, count + 1, odd, served));
        }
        loop.execute(() -> {
            exchange.end(Outcome.COMPLETED);
            served.countDown();
        });
    }

    private static Exchange exchange(EventLoop loop) {
        Request request = new Request("GET", Target.parse("/"), new Authority("h", -1), new Headers(), Body.empty(), false);
        return new Exchange(loop, request, new Client(InetAddress.getLoopbackAddress(), "127.0.0.1", false, "http", 80), "c",
                System.nanoTime());
    }

    /** A loop on a thread of its own. */
    private static final class ThreadLoop implements EventLoop {
        private final int index;
        private final ExecutorService thread = Executors.newSingleThreadExecutor();

        ThreadLoop(int index) {
            this.index = index;
        }

        void stop() {
            thread.shutdown();
        }

        @Override
        public int index() {
            return index;
        }

        @Override
        public boolean inLoop() {
            return false;
        }

        @Override
        public void execute(Runnable task) {
            thread.execute(task);
        }

        @Override
        public Timer schedule(Runnable task, long delayNanos) {
            throw new UnsupportedOperationException();
        }
    }
}
