package io.gridgate.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An admin API that answers by script and keeps what it was asked.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ScriptedAdmin implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Scripted> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    ScriptedAdmin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                asked.add(new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(), body,
                        exchange.getRequestHeaders().getFirst("If-Match"), exchange.getRequestHeaders().getFirst("Authorization")));
                Scripted answer = answers.getOrDefault(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(),
                        new Scripted(404, "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"nothing scripted\"}}"));
                byte[] octets = answer.body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("ETag", "\"7\"");
                exchange.sendResponseHeaders(answer.status, octets.length);
                exchange.getResponseBody().write(octets);
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers calls of that method and path so from now on. */
    ScriptedAdmin on(String methodAndPath, int status, String body) {
        answers.put(methodAndPath, new Scripted(status, body));
        return this;
    }

    Asked lastAsked() {
        return asked.getLast();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** What was asked. */
    record Asked(String method, String target, String body, @Nullable String ifMatch, @Nullable String authorization) {}

    private record Scripted(int status, String body) {}
}
