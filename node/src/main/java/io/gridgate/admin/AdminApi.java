package io.gridgate.admin;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Handler;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The admin API: what the admin listener answers with.
 *
 * <p>Everything that may block runs on virtual threads, a bounded number at once and apart for probes, reads and changes; the answer is
 * completed on the exchange's loop. The stream of events, which never blocks, stays on that loop.
 * {@code /health} and {@code /ready} are open, all else needs a token when there is one.
 *
 * <p>Thread-safety: thread-safe; called on the exchange's loop.
 */
public final class AdminApi implements Handler {

    private static final int BODY_BYTES_MAX = 16 << 20;
    private static final int PROBES_MAX = 16;
    private static final int READS_MAX = 32;
    private static final int CHANGES_MAX = 8;
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    /** Longer than the rollout's own last word. */
    private static final Duration CHANGE_TIMEOUT = Duration.ofSeconds(75);

    private static final byte[] NO_BODY = {};

    private final AtomicLong bodiesInMemory = new AtomicLong();
    private final Gate gate;
    private final List<Endpoint> endpoints;
    private final Workers probes = new Workers("admin-probe", PROBES_MAX, PROBE_TIMEOUT);
    private final Workers reads = new Workers("admin-read", READS_MAX, READ_TIMEOUT);
    private final Workers changes = new Workers("admin-change", CHANGES_MAX, CHANGE_TIMEOUT);

    /** Creates the API over these ports; {@code tokens} null: no call needs a token, so the listener must be on loopback. */
    public AdminApi(AdminPorts ports, @Nullable TokenFile tokens) {
        this(ports, tokens, InstantSource.system());
    }

    AdminApi(AdminPorts ports, @Nullable TokenFile tokens, InstantSource clock) {
        this.gate = new Gate(tokens);
        this.endpoints = Stream.of(
                new ConfigEndpoints(ports.revisions(), ports.check(), ports.cluster().nodeName()).endpoints(),
                new StateEndpoints(ports, clock).endpoints(),
                new BreakerEndpoint(ports).endpoints(),
                new LimitEndpoint(ports).endpoints(),
                new EventEndpoint(ports.events()).endpoints(),
                new PurgeEndpoint(ports.purges()).endpoints()).flatMap(List::stream).toList();
    }

    @Override
    public CompletionStage<Response> handle(Exchange exchange) {
        CompletionStage<Response> answer;
        try {
            answer = answer(exchange);
        } catch (GatewayException | AdminRefusal refusal) {
            answer = CompletableFuture.failedFuture(refusal);
        }
        return answer.handle((response, failure) -> response != null ? finished(exchange, response) : refused(exchange, failure));
    }

    /** Returns what the API serves, for the test that compares it with its description. */
    List<Endpoint> endpoints() {
        return endpoints;
    }

    private CompletionStage<Response> answer(Exchange exchange) {
        Request request = exchange.request();
        gate.checkSite(request);
        boolean guarded = gate.asksForToken() && endpoints.stream().noneMatch(e -> e.isOpen() && e.takes(request.target().path()));
        if (!guarded) {
            return call(exchange);
        }
        String authorization = request.headers().first(HeaderNames.AUTHORIZATION);
        return reads.run(exchange.loop(), () -> {
            gate.checkToken(authorization);
            return true;
        }).thenCompose(admitted -> call(exchange));
    }

    private CompletionStage<Response> call(Exchange exchange) {
        Request request = exchange.request();
        Endpoint endpoint = endpoint(request);
        String captured = endpoint.captured(request.target().path());
        return body(exchange, endpoint).thenCompose(body -> {
            Call call = new Call(request, captured == null ? "" : captured, body, exchange.loop());
            return work(endpoint, call);
        });
    }

    private CompletionStage<Response> work(Endpoint endpoint, Call call) {
        Callable<Response> work = () -> endpoint.operation().answer(call);
        return switch (endpoint.lane()) {
            case PROBE -> probes.run(call.loop(), work);
            case READ -> reads.run(call.loop(), work);
            case CHANGE -> changes.run(call.loop(), work);
            case STREAM -> atOnce(work);
        };
    }

    private static CompletionStage<Response> atOnce(Callable<Response> work) {
        try {
            return CompletableFuture.completedFuture(work.call());
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Only a change has a body that says anything. */
    private CompletionStage<byte[]> body(Exchange exchange, Endpoint endpoint) {
        if (endpoint.lane() == Endpoint.Lane.CHANGE) {
            return WholeBody.of(exchange, BODY_BYTES_MAX, bodiesInMemory);
        }
        if (exchange.request().hasBody()) {
            exchange.request().body().close();
        }
        return CompletableFuture.completedFuture(NO_BODY);
    }

    private Endpoint endpoint(Request request) {
        String method = request.isHead() ? "GET" : request.method();
        TreeSet<String> allowed = new TreeSet<>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.takes(request.target().path())) {
                if (endpoint.method().equals(method)) {
                    return endpoint;
                }
                allowed.add(endpoint.method());
            }
        }
        if (allowed.isEmpty()) {
            throw new AdminRefusal(AdminRefusal.Code.NOT_FOUND, "the admin API has no such path; see /admin/v1/openapi.json");
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        throw GatewayException.of(ErrorCode.METHOD_NOT_ALLOWED)
                .with(Map.of(), Headers.of(HeaderNames.ALLOW, String.join(", ", allowed)));
    }

    private static Response refused(Exchange exchange, Throwable failure) {
        exchange.request().body().close();
        Throwable cause = ErrorAnswer.unwrap(failure);
        return finished(exchange, cause instanceof AdminRefusal refusal ? refusal.answer(exchange.correlationId())
                : ErrorAnswer.to(cause, exchange.correlationId()));
    }

    /** Nothing that the API says may be kept; an answer to HEAD has the length of that to GET, and no body. */
    private static Response finished(Exchange exchange, Response response) {
        response.headers().set("Cache-Control", "no-store").set("X-Content-Type-Options", "nosniff");
        if (!exchange.request().isHead()) {
            return response;
        }
        if (response.body().length() >= 0) {
            response.headers().set(HeaderNames.CONTENT_LENGTH, Long.toString(response.body().length()));
        }
        response.close();
        return new Response(response.status(), response.headers(), Body.empty());
    }
}
