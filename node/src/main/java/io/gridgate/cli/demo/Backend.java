package io.gridgate.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One running backend of the shop: an HTTP server on loopback that answers in JSON.
 *
 * <p>Thread-safety: thread-safe; a virtual thread serves each exchange.
 */
final class Backend implements AutoCloseable {

    private static final Pattern LIMIT = Pattern.compile("(?:^|&)limit=(\\d{1,3})(?:&|$)");
    private static final int LIMIT_DEFAULT = 10;

    static {
        // The JDK's server would hold a small answer back until the client acknowledged the one before, and close idle connections early.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final DemoService service;

    private Backend(DemoService service, HttpServer server) {
        this.service = service;
        this.server = server;
    }

    /** Returns the backend of that service, listening. */
    static Backend start(DemoService service) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()), 512);
        Backend backend = new Backend(service, server);
        server.setExecutor(backend.threads);
        server.createContext("/", backend::serve);
        server.start();
        return backend;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            try (InputStream body = exchange.getRequestBody()) {
                body.transferTo(OutputStream.nullOutputStream());
            }
            String path = exchange.getRequestURI().getPath().replaceAll("(?<=.)/$", "");
            if (path.equals("/health")) {
                answer(exchange, 200, Shop.object().put("status", "up").put("service", service.serviceName()));
            } else if (service == DemoService.PAYMENT && exchange.getRequestMethod().equals("POST")) {
                answer(exchange, 201, Shop.object().put("id", 401).put("state", "authorized"));
            } else if (!exchange.getRequestMethod().matches("GET|HEAD")) {
                answer(exchange, 405, Shop.object().put("error", "method not allowed"));
            } else {
                JsonNode found = service.find(path, limit(exchange.getRequestURI().getQuery()));
                answer(exchange, found == null ? 404 : 200, found == null ? Shop.object().put("error", "no such thing: " + path) : found);
            }
        }
    }

    private void answer(HttpExchange exchange, int status, JsonNode json) throws IOException {
        byte[] body = (json + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("X-Service", service.serviceName());
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static int limit(@Nullable String query) {
        Matcher limit = LIMIT.matcher(query == null ? "" : query);
        return limit.find() ? Integer.parseInt(limit.group(1)) : LIMIT_DEFAULT;
    }
}
