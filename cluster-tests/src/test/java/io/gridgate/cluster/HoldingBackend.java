package io.gridgate.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A real service on loopback that counts what it has under way at once: {@code /held/...} is answered when it is let, everything else takes 20 ms.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HoldingBackend implements AutoCloseable {
    private static final long WORK_NANOS = 20_000_000;
    private static final byte[] OK = "ok".getBytes(StandardCharsets.US_ASCII);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, AtomicInteger> arrived = new ConcurrentHashMap<>();
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicInteger mostWorking = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(1);

    private HoldingBackend(HttpServer server) {
        this.server = server;
    }

    static HoldingBackend start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
            HoldingBackend backend = new HoldingBackend(server);
            server.setExecutor(backend.threads);
            server.createContext("/", backend::work);
            server.createContext("/held/", backend::hold);
            server.start();
            return backend;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns how often that path was asked for. */
    int arrived(String path) {
        AtomicInteger count = arrived.get(path);
        return count == null ? 0 : count.get();
    }

    /** Returns the most that it worked on at once, what it held apart. */
    int mostWorking() {
        return mostWorking.get();
    }

    /** Answers what is held now; what comes later is held again. */
    void release() {
        CountDownLatch now = gate;
        gate = new CountDownLatch(1);
        now.countDown();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
        threads.close();
    }

    private void count(HttpExchange exchange) {
        arrived.computeIfAbsent(exchange.getRequestURI().getPath(), _ -> new AtomicInteger()).incrementAndGet();
    }

    private void work(HttpExchange exchange) throws IOException {
        mostWorking.accumulateAndGet(working.incrementAndGet(), Math::max);
        count(exchange);
        LockSupport.parkNanos(WORK_NANOS);
        working.decrementAndGet();
        send(exchange);
    }

    private void hold(HttpExchange exchange) throws IOException {
        CountDownLatch until = gate;
        count(exchange);
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        send(exchange);
    }

    private static void send(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, OK.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(OK);
        }
    }
}
