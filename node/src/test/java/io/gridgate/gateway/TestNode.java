package io.gridgate.gateway;

import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.cache.ResponseCache;
import io.gridgate.cache.shared.InMemoryCacheStore;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.MemoryBody;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.Target;
import io.gridgate.observe.AccessLog;
import io.gridgate.observe.DropwizardMetrics;
import io.gridgate.ratelimit.RateLimiter;
import io.gridgate.ratelimit.concurrency.ConcurrencyLimiter;
import io.gridgate.ratelimit.counter.InMemoryCounterStore;
import io.gridgate.ratelimit.permit.InMemoryPermitStore;
import io.gridgate.service.ServicePorts;
import io.gridgate.service.ServiceRegistry;
import io.gridgate.service.breaker.InMemoryBreakerStore;
import io.gridgate.service.instance.NameResolver;
import io.gridgate.service.instance.Scheduler;
import io.gridgate.service.peer.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a node behind its listeners, without sockets: attempts are answered by {@link #answer}.
 *
 * <p>Thread-safety: confined to one test.
 */
final class TestNode {

    final DropwizardMetrics metrics = new DropwizardMetrics();
    final ServiceRegistry registry = new ServiceRegistry(new ServicePorts((_, _) -> {
        throw new UnsupportedOperationException();
    }, NameResolver.system(), Runnable::run, (_, _, _, _) -> new CompletableFuture<>(), InMemoryBreakerStore.of("m1"),
            Peers.none("gw-1"), TestNode::atOnceOrNever, Ticker.system(),
            InstantSource.system(),
            Metrics.none(), Events.none()));
    final List<ManualLoop> loops = List.of(new ManualLoop(0), new ManualLoop(1));
    final FakeTicker clock = new FakeTicker();
    final InMemoryCounterStore counters = new InMemoryCounterStore(clock);
    final RateLimiter limits = RateLimiter.of(counters, metrics, clock, clock, Events.none());
    final ConcurrencyLimiter concurrency = ConcurrencyLimiter.of(new InMemoryPermitStore(clock), metrics, clock, Events.none());
    final GatewayCompiler compiler = new GatewayCompiler(
            new GatewayCompiler.Ports(registry, TestNode.this::attempts, limits, concurrency,
                    ResponseCache.of(1 << 20, InMemoryCacheStore.alone(clock), metrics, clock, clock), metrics, AccessLog.off(),
                    Ticker.system(), 1_000));
    final Gateway gateway = new Gateway(loops, compiler.empty(), metrics, Runnable::run);
    CompletionStage<Response> answer = CompletableFuture.completedFuture(Response.of(200, new Headers(0)));
    @Nullable Exchange attempted;

    private static Scheduler.Task atOnceOrNever(Duration delay, Runnable task) {
        if (delay.isZero()) {
            task.run();
        }
        return () -> {};
    }

    private Filter attempts(ServiceConfig service, TimeoutsConfig timeouts) throws IOException {
        if (service.tls().enabled()) {
            throw new IOException("/etc/ca.pem: no such file");
        }
        return new Attempt(this);
    }

    /** Stands for the attempt on an instance. */
    private record Attempt(TestNode node) implements Filter {
        @Override
        public Stage stage() {
            return Stage.ATTEMPT;
        }

        @Override
        public CompletionStage<Response> apply(Exchange exchange, Chain next) {
            node.attempted = exchange;
            return node.answer;
        }

        @Override
        public String toString() {
            return "Attempt";
        }
    }

    Compilation compile(String yaml) {
        return compiler.compile(GatewaySource.of("gateway.yaml", yaml), ReferenceResolver.of(Map.of()));
    }

    CompiledGateway compiled(String yaml) {
        return switch (compile(yaml)) {
            case Compilation.Ready ready -> ready.gateway();
            case Compilation.Refused refused -> throw new IllegalArgumentException(refused.problems().toString());
        };
    }

    void serve(long revision, String yaml) {
        gateway.swap(revision, compiled(yaml));
    }

    Exchange exchange(String method, String target, String... headers) {
        return exchange(method, target, Body.empty(), false, headers);
    }

    Exchange exchange(String method, String target, Body body, boolean hasBody, String... headers) {
        Request request = new Request(method, Target.parse(target), new Authority("localhost", 8080), Headers.of(headers), body, hasBody);
        Client client = new Client(InetAddress.getLoopbackAddress(), "127.0.0.1", false, "http", 8080);
        return new Exchange(loops.getFirst(), request, client, "c-1", System.nanoTime());
    }

    /** Handles the exchange, ends it, and returns its answer. */
    Response handle(Exchange exchange) {
        Response response = gateway.handle(exchange).toCompletableFuture().join();
        exchange.answered(response.status());
        exchange.end(Outcome.COMPLETED);
        return response;
    }

    Response get(String target) {
        return handle(exchange("GET", target));
    }

    void runLoops() {
        loops.forEach(ManualLoop::runAll);
    }

    static String text(Response response) {
        return new String(((MemoryBody) response.body()).octets(), StandardCharsets.UTF_8);
    }
}
