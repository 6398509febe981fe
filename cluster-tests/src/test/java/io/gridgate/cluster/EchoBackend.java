package io.gridgate.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A real service on loopback: answers its name and the path it was asked for, {@code /health} by a switch, {@code /bytes/N} with N
 * octets that {@link #octet} predicts, {@code /digest} with the SHA-256 of the body it was sent.
 *
 * <p>Thread-safety: thread-safe.
 */
final class EchoBackend implements AutoCloseable {
    private static final int CHUNK = 64 << 10;

    private final String name;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean healthy = new AtomicBoolean(true);
    private final AtomicInteger probes = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile int status = 200;

    private EchoBackend(String name, HttpServer server) {
        this.name = name;
        this.server = server;
    }

    static EchoBackend start(String name) {
        return start(name, 0);
    }

    static EchoBackend start(String name, int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
            EchoBackend backend = new EchoBackend(name, server);
            server.setExecutor(backend.threads);
            server.createContext("/", backend::echo);
            server.createContext("/health", backend::health);
            server.createContext("/bytes/", backend::bytes);
            server.createContext("/digest", backend::digest);
            server.start();
            return backend;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    void healthy(boolean now) {
        healthy.set(now);
    }

    /** Makes it answer whatever is no probe with that status. */
    void status(int now) {
        status = now;
    }

    /** Returns how often {@code /health} was asked for. */
    int probes() {
        return probes.get();
    }

    /** Returns how many requests it answered with its name. */
    int requests() {
        return requests.get();
    }

    /** Returns octet {@code i} of every {@code /bytes} answer. */
    static byte octet(long i) {
        return (byte) (i * 31 + (i >> 8));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void echo(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        requests.incrementAndGet();
        exchange.getResponseHeaders().set("X-Backend", name);
        send(exchange, status, exchange.getRequestURI().getPath());
    }

    private void health(HttpExchange exchange) throws IOException {
        probes.incrementAndGet();
        send(exchange, healthy.get() ? 200 : 503, name);
    }

    private void bytes(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        long length = Long.parseLong(path.substring("/bytes/".length()));
        boolean slow = "slow".equals(exchange.getRequestURI().getQuery());
        exchange.sendResponseHeaders(200, length);
        try (OutputStream out = exchange.getResponseBody()) {
            byte[] chunk = new byte[CHUNK];
            for (long sent = 0; sent < length;) {
                int n = (int) Math.min(CHUNK, length - sent);
                for (int i = 0; i < n; i++) {
                    chunk[i] = octet(sent + i);
                }
                out.write(chunk, 0, n);
                sent += n;
                if (slow) {
                    LockSupport.parkNanos(2_000_000);
                }
            }
        }
    }

    private void digest(HttpExchange exchange) throws IOException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK];
        for (int n = exchange.getRequestBody().read(chunk); n >= 0; n = exchange.getRequestBody().read(chunk)) {
            digest.update(chunk, 0, n);
        }
        send(exchange, 200, HexFormat.of().formatHex(digest.digest()));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, octets.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(octets);
        }
    }
}
