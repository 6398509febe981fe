package io.gridgate.bench.vertx;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.HttpProxy;

/**
 * One event loop's share of a Vert.x http proxy that passes every path on to one backend, as a peer of the bench:
 * {@code java -jar vertx-proxy.jar --port=P --backend=127.0.0.1:B}.
 *
 * <p>As its documentation has it, one verticle per core, each with a server of the shared port and a pool of its own. Netty's
 * native transport is left out: measured beside the JDK's, it made no difference that could be told from noise.
 *
 * <p>Thread-safety: confined to its event loop.
 */
public final class VertxProxy extends VerticleBase {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int CONNECTIONS_PER_LOOP_MAX = 1024;
    private static final int CONNECT_TIMEOUT_MILLIS = 2000;
    private static final int IDLE_SECONDS_MAX = 60;

    private final int port;
    private final SocketAddress backend;

    private VertxProxy(int port, SocketAddress backend) {
        this.port = port;
        this.backend = backend;
    }

    /** Starts one proxy per core and returns; the event loops keep the process alive. Exits with 1 if the port cannot be bound. */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(option(arguments, "port", "8080"));
        String backend = option(arguments, "backend", LOOPBACK + ":8000");
        int colon = backend.lastIndexOf(':');
        SocketAddress address = SocketAddress.inetSocketAddress(Integer.parseInt(backend.substring(colon + 1)), backend.substring(0, colon));
        int loops = Runtime.getRuntime().availableProcessors();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        vertx.deployVerticle(() -> new VertxProxy(port, address), new DeploymentOptions().setInstances(loops)).onFailure(failure -> {
            System.err.println("vertx-proxy: " + failure);
            System.exit(1);
        });
    }

    @Override
    public Future<HttpServer> start() {
        var client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MILLIS).setKeepAlive(true).setKeepAliveTimeout(IDLE_SECONDS_MAX),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_LOOP_MAX));
        return vertx.createHttpServer(new HttpServerOptions().setHost(LOOPBACK).setPort(port))
                .requestHandler(HttpProxy.reverseProxy(client).origin(backend)).listen();
    }

    /** Returns the value of {@code --name=value}, or {@code otherwise}. */
    private static String option(String[] arguments, String name, String otherwise) {
        String prefix = "--" + name + "=";
        for (String argument : arguments) {
            if (argument.startsWith(prefix)) {
                return argument.substring(prefix.length());
            }
        }
        return otherwise;
    }
}
