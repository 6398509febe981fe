package io.gridgate.admin;

import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.cache.Purge;
import io.gridgate.cache.Purger;
import io.gridgate.config.source.Mark;
import io.gridgate.config.source.Problem;
import io.gridgate.event.EventLog;
import io.gridgate.event.InMemoryEventChannel;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.Target;
import io.gridgate.observe.DropwizardMetrics;
import io.gridgate.ratelimit.usage.ClusterUsage;
import io.gridgate.ratelimit.usage.LimitFacts;
import io.gridgate.rollout.NodeIdentity;
import io.gridgate.rollout.NodeState;
import io.gridgate.rollout.NodeStatus;
import io.gridgate.rollout.Readiness;
import io.gridgate.rollout.Revision;
import io.gridgate.service.ServiceView;
import io.gridgate.service.breaker.BreakerChange;
import io.gridgate.service.breaker.BreakerStoreException;
import io.gridgate.service.breaker.BreakerView;
import io.gridgate.service.instance.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The API over ports in memory, called as the codec calls it.
 *
 * <p>Thread-safety: confined to one test.
 */
final class AdminFixture implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-01-02T04:00:00Z");

    final ScriptedRevisions revisions = new ScriptedRevisions();
    final ThreadLoop loop = new ThreadLoop();
    final List<Purge> purged = new ArrayList<>();
    boolean gridSilent;
    Readiness readiness = new Readiness(true, true, true, true, "");
    NodeState state = NodeState.SERVING;
    final EventLog events = EventLog.start("gw-1", new InMemoryEventChannel(), Metrics.none(), Ticker.system(), InstantSource.fixed(NOW));
    private final AdminApi api;

    AdminFixture(@Nullable TokenFile tokens) {
        this.api = new AdminApi(ports(), tokens, InstantSource.fixed(NOW));
    }

    private BreakerView turn(String service, BreakerChange.Operator to) throws BreakerStoreException {
        if (gridSilent) {
            throw new BreakerStoreException("silent", null);
        }
        return new BreakerView(to == BreakerChange.Operator.OPEN ? "open" : "closed", to != BreakerChange.Operator.AUTO);
    }

    private static ClusterUsage usage(int keys) {
        List<ClusterUsage.Key> top = List.of(new ClusterUsage.Key("10.1.1.1:r", 97, 3, 12, 2_001, List.of("gw-1", "gw-2")),
                new ClusterUsage.Key("10.1.1.2:r", 1, 99, 0, 0, List.of("gw-1")));
        LimitFacts rate = new LimitFacts(LimitFacts.Kind.RATE, "per-client", 100, 100, "fixed_window", "1 hour");
        LimitFacts local = new LimitFacts(LimitFacts.Kind.LOCAL_RATE, "own", 5, 9, "token_bucket", "1 minute");
        LimitFacts concurrency = new LimitFacts(LimitFacts.Kind.CONCURRENCY, "at-once", 3, 3, "concurrent", "");
        return new ClusterUsage(List.of(new ClusterUsage.Limit(rate, 2, top.stream().limit(keys).toList()),
                new ClusterUsage.Limit(local, 0, List.of()), new ClusterUsage.Limit(concurrency, 0, List.of())), List.of("gw-1", "gw-2"),
                List.of("gw-3"));
    }

    AdminApi api() {
        return api;
    }

    Answer get(String target) throws Exception {
        return call("GET", target, new Headers(), "");
    }

    Answer put(String target, String contentType, String body) throws Exception {
        return call("PUT", target, Headers.of("Content-Type", contentType), body);
    }

    Answer call(String method, String target, Headers headers, String body) throws Exception {
        return call(method, target, headers, Body.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    Answer call(String method, String target, Headers headers, Body body) throws Exception {
        return start(method, target, headers, body).get(10, TimeUnit.SECONDS);
    }

    CompletableFuture<Answer> start(String method, String target, Headers headers, Body body) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        loop.execute(() -> {
            Exchange exchange = exchange(method, target, headers, body);
            var _ = api.handle(exchange).whenComplete((response, failure) -> {
                exchange.end(Outcome.COMPLETED);
                if (failure != null) {
                    answer.completeExceptionally(failure);
                } else {
                    read(response, loop.inLoop(), answer);
                }
            });
        });
        return answer;
    }

    Exchange exchange(String method, String target, Headers headers, Body body) {
        String host = headers.contains("Host") ? String.valueOf(headers.first("Host")) : "127.0.0.1:9080";
        Request request = new Request(method, Target.parse(target), Objects.requireNonNull(Authority.parse(host)), headers, body,
                body.length() != 0);
        Client client = new Client(InetAddress.getLoopbackAddress(), "127.0.0.1", false, "http", 9080);
        return new Exchange(loop, request, client, "c-1", System.nanoTime());
    }

    @Override
    public void close() {
        events.close();
        loop.close();
    }

    private static void read(Response response, boolean inLoop, CompletableFuture<Answer> answer) {
        StringBuilder text = new StringBuilder();
        response.body().start(new BodySink() {
            @Override
            public boolean onData(ByteBuffer data) {
                text.append(StandardCharsets.UTF_8.decode(data));
                return true;
            }

            @Override
            public void onEnd(Headers trailers) {
                answer.complete(new Answer(response.status(), response.headers(), text.toString(), inLoop));
            }

            @Override
            public void onFailure(Throwable cause) {
                answer.completeExceptionally(cause);
            }
        });
    }

    private AdminPorts ports() {
        ClusterView cluster = new ClusterView() {
            @Override
            public String clusterName() {
                return "gridgate";
            }

            @Override
            public String nodeName() {
                return "gw-1";
            }

            @Override
            public List<NodeStatus> nodes() {
                NodeIdentity identity = new NodeIdentity("gw-1", "m1", "a", "10.0.0.1:5701", "0.1.0", NOW.minus(Duration.ofMinutes(2)));
                return List.of(new NodeStatus(identity, state, revisions.history().size(), ""));
            }

            @Override
            public Optional<Revision> served() {
                return revisions.current();
            }

            @Override
            public Readiness readiness() {
                return readiness;
            }
        };
        DropwizardMetrics metrics = new DropwizardMetrics();
        metrics.counter("requests.total", Map.of()).add();
        ServiceView.InstanceView instance = new ServiceView.InstanceView("10.0.1.1:8080", "10.0.1.1:8080", 1, 0, "a", "fixed",
                Health.HEALTHY,
                null, false, List.of("gw-1", "gw-2"), 2, 1.504, Duration.ofNanos(1_234_567), null, NOW);
        ServiceView service = new ServiceView("user-service", "round_robin", null, null, List.of(), null, BreakerView.OFF, 2,
                List.of(instance));
        ServiceView guarded = new ServiceView("guarded", "round_robin", null, null, List.of(), null, new BreakerView("closed", false), 0,
                List.of());
        return new AdminPorts(revisions, source -> source.files().getFirst().text().contains("wrong")
                ? List.of(Problem.error(new Mark(source.files().getFirst().name(), 3, 5), "routes[0].service", "no service \"x\""))
                : List.of(),
                cluster, () -> List.of(service, guarded), this::turn, AdminFixture::usage, this::purge, events, metrics);
    }

    private Purger.Purged purge(Purge purge) throws IOException {
        purged.add(purge);
        if (purge.name().equals("lost")) {
            throw new IOException("no answer");
        }
        return new Purger.Purged(purged.size(), purge.name().equals("silent") ? Set.of("gw-2") : Set.of());
    }

    /** What the codec would have written; {@code inLoop}: whether the answer was completed on the loop. */
    record Answer(int status, Headers headers, String body, boolean inLoop) {}
}
