package io.gridgate.service.breaker;

import static java.util.Objects.requireNonNull;

import io.gridgate.base.Event;
import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualLoop;
import io.gridgate.fixture.ManualScheduler;
import io.gridgate.http.Headers;
import io.gridgate.observe.DropwizardMetrics;
import io.gridgate.service.Exchanges;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Nodes with a breaker of one service on states that they share, in a world that a test moves by hand.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class BreakerFixture {

    static final CircuitBreakerConfig CONFIG = new CircuitBreakerConfig(5, 3, Duration.ofSeconds(30), Duration.ofSeconds(60));

    final FakeTicker ticker = new FakeTicker();
    final ManualScheduler scheduler = new ManualScheduler(ticker);
    final ManualLoop loop = new ManualLoop(ticker);
    final InMemoryBreakerStore grid = InMemoryBreakerStore.of("m0");
    final List<Event> told = new ArrayList<>();
    final List<Node> nodes = new ArrayList<>();

    BreakerFixture(int size) {
        for (int i = 1; i <= size; i++) {
            join();
        }
        runDue();
    }

    Node join() {
        Node node = new Node("m" + (nodes.size() + 1));
        nodes.add(node);
        return node;
    }

    Node node(int i) {
        return nodes.get(i);
    }

    /** Lets everything happen that needs no time. */
    void runDue() {
        advance(Duration.ZERO);
    }

    void advance(Duration by) {
        scheduler.advance(by);
        for (int i = 0; i < 3; i++) {
            loop.advance(Duration.ZERO);
            scheduler.runDue();
        }
    }

    BreakerState state() {
        return grid.read("svc");
    }

    /**
     * One node: its breaker, and the chain behind it by script.
     *
     * <p>Thread-safety: confined to the test's thread.
     */
    final class Node {

        final FaultyStore store;
        final DropwizardMetrics metrics = new DropwizardMetrics();
        final Breaker breaker;
        final Deque<CompletionStage<Response>> script = new ArrayDeque<>();
        final List<Exchange> passed = new ArrayList<>();
        /** Answers what the script does not. */
        Function<Exchange, CompletionStage<Response>> onPassed = _ -> CompletableFuture.completedFuture(Response.of(200, Headers.of()));
        private final Chain chain;

        private Node(String memberId) {
            store = new FaultyStore(grid.beside(memberId));
            breaker = Breaker.start("svc", CONFIG,
                    new Breaker.Ports(store, new BreakerPoll(store, scheduler), scheduler, ticker, metrics, told::add));
            chain = Chain.of(List.of(new BreakerFilter(breaker), new Behind(this)));
        }

        Outcome send() {
            return send(Exchanges.of(loop, "GET", Headers.of(), Body.empty(), false));
        }

        /** Sends an exchange and returns its stage itself. */
        CompletionStage<Response> begin() {
            return chain.proceed(Exchanges.of(loop, "GET", Headers.of(), Body.empty(), false));
        }

        Outcome send(Exchange exchange) {
            Outcome outcome = new Outcome();
            var _ = chain.proceed(exchange).whenComplete((response, failure) -> {
                outcome.response = response;
                outcome.failure = failure;
            });
            return outcome;
        }

        Outcome answered(int status) {
            script.add(CompletableFuture.completedFuture(Response.of(status, Headers.of())));
            return send();
        }

        Outcome failed(AttemptFailure failure) {
            script.add(CompletableFuture.failedFuture(new AttemptException(failure, "by script", null).toGatewayException()));
            return send();
        }

        /** Fails n times, one after the other. */
        void failures(int n) {
            for (int i = 0; i < n; i++) {
                var _ = answered(503);
            }
        }

        /** Returns what completes the next exchange that passes. */
        CompletableFuture<Response> pending() {
            CompletableFuture<Response> answer = new CompletableFuture<>();
            script.add(answer);
            return answer;
        }

        double metric(String line) {
            return metrics.prometheus().lines().filter(text -> text.startsWith(line))
                    .mapToDouble(text -> Double.parseDouble(text.substring(text.lastIndexOf(' ') + 1))).sum();
        }
    }

    /**
     * What came of an exchange so far.
     *
     * <p>Thread-safety: confined to the test's thread.
     */
    static final class Outcome {

        @Nullable Response response;
        @Nullable Throwable failure;

        boolean isPending() {
            return response == null && failure == null;
        }

        /** Returns the answer's status, the refusal's code, or "pending". */
        String text() {
            return response != null ? Integer.toString(response.status()) : failure == null ? "pending" : refusal().code().name();
        }

        GatewayException refusal() {
            return (GatewayException) requireNonNull(failure);
        }
    }

    /** The rest of a node's chain. */
    private record Behind(Node node) implements Filter {

        @Override
        public Stage stage() {
            return Stage.ATTEMPT;
        }

        @Override
        public CompletionStage<Response> apply(Exchange exchange, Chain next) {
            node.passed.add(exchange);
            CompletionStage<Response> scripted = node.script.poll();
            return scripted == null ? node.onPassed.apply(exchange) : scripted;
        }
    }
}
