package io.gridgate.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What nodes take for Consul's agent: passes each request on to the real one and counts those for instances of services.
 *
 * <p>Thread-safety: thread-safe.
 */
final class CountingRelay implements AutoCloseable {
    private static final String COUNTED = "/v1/health/service/";

    private final String agent;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
    private final AtomicInteger requests = new AtomicInteger();

    private CountingRelay(String agent, HttpServer server) {
        this.agent = agent;
        this.server = server;
    }

    /** Returns a relay to the agent at that address. */
    static CountingRelay start(String agent) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
            CountingRelay relay = new CountingRelay(agent, server);
            server.setExecutor(relay.threads);
            server.createContext("/", relay::relay);
            server.start();
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns how often instances of a service were asked for. */
    int requests() {
        return requests.get();
    }

    private void relay(HttpExchange exchange) throws IOException {
        URI asked = exchange.getRequestURI();
        if (asked.getPath().startsWith(COUNTED)) {
            requests.incrementAndGet();
        }
        try (exchange) {
            HttpResponse<byte[]> answer = client.send(HttpRequest.newBuilder(URI.create("http://" + agent + asked)).build(),
                    BodyHandlers.ofByteArray());
            answer.headers().map().forEach((name, values) -> {
                if (name.startsWith("x-consul") || name.equals("content-type")) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.shutdownNow();
    }
}
