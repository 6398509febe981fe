package io.gridgate.upstream;

import io.gridgate.base.EventLoop;
import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.config.service.ConnectionsConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.config.service.UpstreamTlsConfig;
import io.gridgate.config.value.HostPort;
import io.gridgate.exchange.Attempt;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.Target;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.wire.TlsFiles;
import io.gridgate.wire.Wire;
import io.gridgate.wire.WireOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A transport with two loops, its pools, and exchanges that go through the attempt stage alone.
 *
 * <p>Thread-safety: thread-safe; exchanges are confined to their loops.
 */
final class UpstreamRig implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final TimeoutsConfig TIMEOUTS = new TimeoutsConfig(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10), null);

    final Wire wire;
    final TlsFiles tlsFiles;
    final UpstreamPools pools;

    UpstreamRig() throws IOException {
        wire = Wire.start(WireOptions.of(2), Metrics.none());
        tlsFiles = TlsFiles.start();
        pools = new UpstreamPools(wire, tlsFiles, Metrics.none());
    }

    EventLoop loop(int index) {
        return wire.loops().get(index);
    }

    static Instance instance(InetSocketAddress address) {
        return instance("localhost", address);
    }

    static Instance instance(String host, InetSocketAddress address) {
        KnownInstance known = new KnownInstance(new HostPort(host, address.getPort()), 1, 0, null);
        Instance instance = new Instance("shop", known, "fixed", Ticker.system(), Instant.now());
        instance.resolved(address);
        return instance;
    }

    AttemptFilter filter(TimeoutsConfig timeouts, ConnectionsConfig connections, UpstreamTlsConfig tls) throws IOException {
        ServiceConfig plain = ServiceConfig.of("shop", List.of());
        ServiceConfig service = new ServiceConfig("shop", List.of(), null, plain.loadBalancer(), tls, plain.protocol(), timeouts, false,
                plain.retries(), null, null, null, connections);
        return pools.attemptFilter(service, timeouts);
    }

    AttemptFilter filter() throws IOException {
        return filter(TIMEOUTS, ConnectionsConfig.DEFAULT, UpstreamTlsConfig.OFF);
    }

    Sent get(Instance instance) throws IOException {
        return send(filter(), instance, 0, Ask.get("/x"));
    }

    Sent send(AttemptFilter filter, Instance instance, int loop, Ask ask) {
        Sent sent = new Sent(loop(loop), ask, instance);
        loop(loop).execute(() -> sent.start(filter));
        return sent;
    }

    /** Waits until nobody leases or waits, then closes all and waits until no connection is left. */
    void closeAndCheck() throws IOException {
        Awaitility.await().atMost(PATIENCE).until(() -> pools.counts().leased() == 0 && pools.counts().waiting() == 0);
        pools.close();
        Awaitility.await().atMost(PATIENCE).until(() -> pools.connections() == 0 && pools.counts().open() == 0);
        wire.close();
        tlsFiles.close();
    }

    @Override
    public void close() throws IOException {
        closeAndCheck();
    }

    /**
     * A request to be sent.
     *
     * <p>Thread-safety: confined to one exchange.
     */
    record Ask(String method, String target, Headers headers, Body body, boolean hasBody, boolean trusted, long deadlineNanos,
            boolean takesBody) {

        static Ask get(String target) {
            return of("GET", target, Headers.of("Host", "shop.example"));
        }

        static Ask of(String method, String target, Headers headers) {
            return new Ask(method, target, headers, Body.empty(), false, false, Exchange.NO_DEADLINE, true);
        }

        Ask with(Body newBody) {
            return new Ask(method, target, headers, newBody, true, trusted, deadlineNanos, takesBody);
        }

        Ask fromTrusted() {
            return new Ask(method, target, headers, body, hasBody, true, deadlineNanos, takesBody);
        }

        Ask within(Duration total) {
            return new Ask(method, target, headers, body, hasBody, trusted, System.nanoTime() + total.toNanos(), takesBody);
        }

        /** The answer's body is not started by itself. */
        Ask untaken() {
            return new Ask(method, target, headers, body, hasBody, trusted, deadlineNanos, false);
        }
    }

    /**
     * An exchange under way and what became of it.
     *
     * <p>Thread-safety: results are futures; everything else is confined to the loop.
     */
    static final class Sent {

        final EventLoop loop;
        final Exchange exchange;
        final Attempt attempt;
        final CompletableFuture<Response> head = new CompletableFuture<>();
        final Collector collector = new Collector();
        /** Status and fields of each interim answer. */
        final List<String> interim = new CopyOnWriteArrayList<>();
        private final Ask ask;

        Sent(EventLoop loop, Ask ask, Instance instance) {
            this.loop = loop;
            this.ask = ask;
            Request request = new Request(ask.method(), Target.parse(ask.target()),
                    Objects.requireNonNull(Authority.parse("shop.example")), ask.headers(), ask.body(), ask.hasBody());
            Client client = new Client(InetAddress.getLoopbackAddress(), ask.trusted() ? "192.0.2.7" : "127.0.0.1", ask.trusted(), "http",
                    8080);
            exchange = new Exchange(loop, request, client, "id-1", System.nanoTime());
            exchange.interimTo((status, fields) -> interim.add(status + " " + fields));
            if (ask.deadlineNanos() != Exchange.NO_DEADLINE) {
                exchange.deadlineNanos(ask.deadlineNanos());
            }
            attempt = new Attempt(instance, System.nanoTime());
            exchange.begin(attempt);
        }

        void start(AttemptFilter filter) {
            var _ = filter.apply(exchange, Chain.of(List.of())).whenComplete((response, failure) -> {
                if (!loop.inLoop()) {
                    throw new IllegalStateException("completed off the loop");
                }
                if (failure != null) {
                    head.completeExceptionally(ErrorAnswer.unwrap(failure));
                    return;
                }
                if (ask.takesBody()) {
                    collector.body = response.body();
                    response.body().start(collector);
                }
                head.complete(response);
            });
        }

        Response response() {
            return join(head);
        }

        byte[] body() {
            var _ = response();
            return join(collector.done);
        }

        String text() {
            return new String(body(), StandardCharsets.UTF_8);
        }

        Throwable failure() {
            return failureOf(head);
        }

        Throwable bodyFailure() {
            var _ = response();
            return failureOf(collector.done);
        }

        void onLoop(Runnable task) {
            CompletableFuture<Void> ran = new CompletableFuture<>();
            loop.execute(() -> {
                task.run();
                ran.complete(null);
            });
            join(ran);
        }

        void cancel() {
            onLoop(exchange::cancel);
        }

        @SuppressWarnings("NullAway") // null only for Void, which nobody reads
        static <T> T join(CompletableFuture<T> future) {
            try {
                return future.get(PATIENCE.toSeconds() * 3, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new AssertionError("no result", e);
            }
        }

        private static Throwable failureOf(CompletableFuture<?> future) {
            try {
                Object value = future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                throw new AssertionError("a result instead of a failure: " + value);
            } catch (ExecutionException e) {
                return e.getCause();
            } catch (InterruptedException | TimeoutException e) {
                throw new AssertionError("no failure", e);
            }
        }
    }

    /**
     * Takes a body whole.
     *
     * <p>Thread-safety: confined to the loop but for {@code done}.
     */
    static final class Collector implements BodySink {

        final CompletableFuture<byte[]> done = new CompletableFuture<>();
        final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        volatile @Nullable Headers trailers;
        @Nullable Body body;

        @Override
        public boolean onData(ByteBuffer data) {
            while (data.hasRemaining()) {
                octets.write(data.get());
            }
            return true;
        }

        @Override
        public void onEnd(Headers end) {
            trailers = end;
            if (!done.complete(octets.toByteArray())) {
                throw new IllegalStateException("ended twice");
            }
        }

        @Override
        public void onFailure(Throwable cause) {
            if (!done.completeExceptionally(cause)) {
                throw new IllegalStateException("ended twice");
            }
        }
    }
}
