package io.gridgate.ratelimit.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.config.Checked;
import io.gridgate.config.GatewayReader;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.RouteMatch;
import io.gridgate.exchange.Stage;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualLoop;
import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.Target;
import io.gridgate.ratelimit.permit.InMemoryPermitStore;
import io.gridgate.ratelimit.permit.PermitAsk;
import io.gridgate.ratelimit.permit.PermitStore;
import io.gridgate.ratelimit.permit.PermitStore.Standing;
import io.gridgate.ratelimit.usage.LimitFacts;
import io.gridgate.ratelimit.usage.LimitUsage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConcurrencyFilterTest {

    private static final Standing TOGETHER = new Standing(true, 3, "m-1", 1);
    private static final Standing CUT_OFF = new Standing(false, 3, "m-1", 2);

    private final FakeTicker ticker = new FakeTicker();
    private final ManualLoop loop = new ManualLoop(ticker);
    private final CountingMetrics metrics = new CountingMetrics();
    private final InMemoryPermitStore permits = new InMemoryPermitStore(ticker);
    private final HeldStore store = new HeldStore(permits);
    private final PermitMeters meters = new PermitMeters(metrics);
    private final PermitDesk asks = PermitDesk.manual(store, ticker, meters, Events.none());
    private final ConcurrencyLimiter limiter = ConcurrencyLimiter.of(asks, meters, metrics, ticker);
    private final List<Exchange> begun = new ArrayList<>();

    /** Counters and gauges by name and labels. */
    private static final class CountingMetrics implements Metrics {
        private final Map<String, Long> counts = new HashMap<>();
        private final Map<String, DoubleSupplier> gauges = new HashMap<>();

        @Override
        public Counter counter(String name, Map<String, String> labels) {
            return n -> counts.merge(name + labels, n, Long::sum);
        }

        @Override
        public Timing timing(String name, Map<String, String> labels) {
            return nanos -> {};
        }

        @Override
        public void gauge(String name, Map<String, String> labels, DoubleSupplier value) {
            gauges.put(name, value);
        }

        @Override
        public void remove(String name, Map<String, String> labels) {}
    }

    /** Answers only when it is let. */
    private static final class HeldStore implements PermitStore {
        private final InMemoryPermitStore permits;
        private final List<Runnable> held = new ArrayList<>();
        private boolean holds;
        private boolean stumbles;
        private int asked;

        private HeldStore(InMemoryPermitStore permits) {
            this.permits = permits;
        }

        void release() {
            List<Runnable> now = List.copyOf(held);
            held.clear();
            now.forEach(Runnable::run);
        }

        @Override
        public CompletionStage<Integer> ask(String key, PermitAsk ask) {
            asked++;
            if (!holds) {
                return permits.ask(key, ask);
            }
            CompletableFuture<Integer> answer = new CompletableFuture<>();
            held.add(() -> permits.ask(key, ask).thenAccept(answer::complete));
            return answer;
        }

        @Override
        public String owner(String key) {
            return permits.owner(key);
        }

        @Override
        public Standing standing() {
            if (stumbles) {
                throw new IllegalStateException("the grid has stopped");
            }
            return permits.standing();
        }
    }

    /** Stands for the rest of the chain, whose answer comes when the test ends the exchange. */
    private record Rest(ConcurrencyFilterTest test) implements Filter {
        @Override
        public Stage stage() {
            return Stage.DISPATCH;
        }

        @Override
        public CompletionStage<Response> apply(Exchange exchange, Chain next) {
            test.begun.add(exchange);
            return CompletableFuture.completedFuture(Response.of(200, new Headers(4)));
        }
    }

    private Chain chain(String limits) {
        ConcurrencyLimits held = limiter.acquire(document("concurrency_limits: [" + limits + "]").concurrencyLimits());
        held.lead();
        List<Filter> filters = new ArrayList<>(List.of(new Rest(this)));
        held.filter().ifPresent(filters::add);
        return Chain.of(filters);
    }

    private static GatewayDocument document(String limits) {
        String yaml = """
                services: {a: {instances: ["127.0.0.1:1"]}}
                routes: [{id: r, path: "/users/{id}", service: a}]
                """ + limits;
        return switch (GatewayReader.read(GatewaySource.of("gateway.yaml", yaml), ReferenceResolver.of(Map.of()))) {
            case Checked.Accepted<GatewayDocument> accepted -> accepted.document();
            case Checked.Refused<GatewayDocument> refused -> throw new IllegalArgumentException(refused.problems().toString());
        };
    }

    private Exchange exchange(String target) {
        Request request = new Request("GET", Target.parse(target), new Authority("localhost", 8080), new Headers(0), Body.empty(), false);
        Client client = new Client(InetAddress.getLoopbackAddress(), "10.1.1.1", false, "http", 8080);
        Exchange exchange = new Exchange(loop, request, client, "c-1", ticker.nanos());
        exchange.route(new RouteMatch("r", Map.of("id", request.target().path().substring(request.target().path().lastIndexOf('/') + 1))));
        return exchange;
    }

    private CompletableFuture<Response> begin(Chain chain, String target) {
        return chain.proceed(exchange(target)).toCompletableFuture();
    }

    /** Lets desk and loop do what there is to do, limit after limit. */
    private void settle() {
        for (int i = 0; i < 4; i++) {
            asks.work();
            loop.advance(Duration.ZERO);
        }
    }

    /** Lets that time pass, in small steps. */
    private void pass(int millis) {
        settle();
        for (int i = 0; i < millis; i += 5) {
            loop.advance(Duration.ofMillis(5));
            if (i % 50 == 0) {
                asks.sweep();
            }
            settle();
        }
    }

    private GatewayException refusal(Chain chain, String target) {
        CompletableFuture<Response> answer = begin(chain, target);
        pass(40);
        assertThat(answer).isCompletedExceptionally();
        return (GatewayException) answer.exceptionNow();
    }

    private void admitted(Chain chain, String target) {
        CompletableFuture<Response> answer = begin(chain, target);
        pass(40);
        assertThat(answer).isCompletedWithValueMatching(response -> response.status() == 200);
    }

    private void end(int exchange) {
        begun.get(exchange).end(Outcome.COMPLETED);
    }

    private double inUse() {
        return metrics.gauges.get("concurrency_limit.in_use").getAsDouble();
    }

    private int booked() {
        return permits.keys().stream().mapToInt(permits::held).sum();
    }

    @Test
    void asManyAsTheLimitAreUnderWayAndTheNextIsRefusedUntilOneEnds() {
        // Given
        Chain chain = chain("{name: l, limit: 2}");
        admitted(chain, "/users/7");
        admitted(chain, "/users/8");
        // When
        GatewayException refused = refusal(chain, "/users/9");
        // Then
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        assertThat(refused.details()).containsExactly(Map.entry("limit", 2L), Map.entry("window", "concurrent"),
                Map.entry("retry_after", 1L));
        assertThat(refused.headers().first("Retry-After")).isEqualTo("1");
        assertThat(metrics.counts).containsEntry("concurrency_limit.violations{limit=l}", 1L);
        assertThat(inUse()).isEqualTo(2);
        end(0);
        admitted(chain, "/users/9");
        end(1);
        end(2);
        pass(200);
        assertThat(booked()).isZero();
        assertThat(inUse()).isZero();
        assertThat(asks.keys()).isZero();
    }

    @Test
    void exchangeThatComesWhileAnotherEndsWaitsAMomentForItsPermit() {
        // Given
        Chain chain = chain("{name: l, limit: 1}");
        admitted(chain, "/users/7");
        // When
        CompletableFuture<Response> second = begin(chain, "/users/8");
        pass(15);
        assertThat(second).isNotDone();
        end(0);
        pass(15);
        // Then
        assertThat(second).isCompleted();
        assertThat(metrics.counts).doesNotContainKey("concurrency_limit.violations{limit=l}");
    }

    @Test
    void keysPathsAndSeveralLimitsAreCountedApartAndTheRefusingOneFreesTheOthers() {
        Chain chain = chain("{name: each, path: \"/users/{id}\", key: \"{id}\", limit: 1}, {name: all, key: all, limit: 2}, "
                + "{name: elsewhere, path: /other, limit: 1}");
        admitted(chain, "/users/7");
        refusal(chain, "/users/7");
        admitted(chain, "/users/8");
        refusal(chain, "/users/9");
        pass(200);
        assertThat(booked()).as("two of each, none of the third").isEqualTo(4);
        assertThat(metrics.counts).containsEntry("concurrency_limit.violations{limit=each}", 1L)
                .containsEntry("concurrency_limit.violations{limit=all}", 1L);
        assertThat(limiter.top(10)).extracting(LimitUsage::limit).containsExactly(
                new LimitFacts(LimitFacts.Kind.CONCURRENCY, "each", 1, 1, "concurrent", ""),
                new LimitFacts(LimitFacts.Kind.CONCURRENCY, "all", 2, 2, "concurrent", ""),
                new LimitFacts(LimitFacts.Kind.CONCURRENCY, "elsewhere", 1, 1, "concurrent", ""));
        assertThat(limiter.top(10).get(1).top()).singleElement().satisfies(key -> {
            assertThat(key.key()).isEqualTo("all");
            assertThat(key.used()).isEqualTo(2);
        });
    }

    @Test
    void clientThatGoesAwayWhileItWaitsHoldsNothing() {
        // Given
        store.holds = true;
        Chain chain = chain("{name: l, limit: 1}");
        Exchange gone = exchange("/users/7");
        CompletableFuture<Response> answer = chain.proceed(gone).toCompletableFuture();
        asks.work();
        // When: it goes while its ask is under way.
        gone.cancel();
        gone.end(Outcome.CLIENT_GONE);
        store.holds = false;
        store.release();
        pass(200);
        // Then
        assertThat(answer).isCompletedExceptionally();
        assertThat(begun).isEmpty();
        assertThat(booked()).isZero();
        assertThat(inUse()).isZero();
    }

    @Test
    void clientThatWasGoneBeforeItsTurnCameAsksForNothing() {
        // Given: another filter let it wait, and goes on although it is cancelled.
        Chain chain = chain("{name: l, limit: 1}");
        Exchange gone = exchange("/users/7");
        gone.cancel();
        // When
        CompletableFuture<Response> answer = chain.proceed(gone).toCompletableFuture();
        pass(200);
        gone.end(Outcome.CLIENT_GONE);
        pass(200);
        // Then
        assertThat(answer).isCompletedExceptionally();
        assertThat(store.asked).isZero();
        assertThat(begun).isEmpty();
        assertThat(inUse()).isZero();
    }

    @Test
    void clientThatGoesAwayAsItsPermitComesHoldsNothing() {
        // Given: the permit was granted, and the loop has not heard of it yet.
        Chain chain = chain("{name: l, limit: 1}");
        Exchange gone = exchange("/users/7");
        CompletableFuture<Response> answer = chain.proceed(gone).toCompletableFuture();
        asks.work();
        // When
        gone.cancel();
        gone.end(Outcome.CLIENT_GONE);
        pass(200);
        // Then
        assertThat(answer).isCompletedExceptionally();
        assertThat(begun).isEmpty();
        assertThat(booked()).isZero();
        assertThat(inUse()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"share, 2", "allow, 9", "deny, 0"})
    void nodeThatIsCutOffDecidesAsTheLimitSays(String onGridLoss, int expected) {
        // Given
        permits.standing(CUT_OFF);
        Chain chain = chain("{name: l, limit: 7, on_grid_loss: %s}".formatted(onGridLoss));
        // When
        for (int i = 0; i < 9; i++) {
            var _ = begin(chain, "/users/7");
        }
        // Then
        assertThat(begun).hasSize(expected);
        assertThat(metrics.counts.getOrDefault("concurrency_limit.grid_lost{decision=passed, limit=l}", 0L)
                + metrics.counts.getOrDefault("concurrency_limit.grid_lost{limit=l, decision=passed}", 0L)).isEqualTo(expected);
        assertThat(store.asked).isZero();
        // What is under way is a fact for the others when the grid is back.
        permits.standing(TOGETHER);
        pass(200);
        assertThat(booked()).isEqualTo(expected);
        begun.forEach(exchange -> exchange.end(Outcome.COMPLETED));
        pass(200);
        assertThat(booked()).isZero();
        assertThat(asks.keys()).isZero();
    }

    @Test
    void whatWasHeldBeforeTheGridWasLostCountsToTheShare() {
        Chain chain = chain("{name: l, limit: 7}");
        permits.standing(TOGETHER);
        admitted(chain, "/users/7");
        permits.standing(CUT_OFF);
        var _ = begin(chain, "/users/7");
        var _ = begin(chain, "/users/7");
        assertThat(begun).hasSize(2);
    }

    @Test
    void askWithoutAnAnswerIsGivenUpAfterTwoSecondsAndPutRightLater() {
        // Given
        store.holds = true;
        Chain chain = chain("{name: l, limit: 3, on_grid_loss: allow}");
        CompletableFuture<Response> first = begin(chain, "/users/7");
        // When
        pass(1_950);
        assertThat(first).isNotDone();
        pass(150);
        // Then: decided alone.
        assertThat(first).isCompleted();
        assertThat(store.asked).as("it was repeated").isGreaterThan(1);
        CompletableFuture<Response> next = begin(chain, "/users/7");
        assertThat(next).as("nobody waits for a grid that is lost").isCompleted();
        store.holds = false;
        store.release();
        pass(1_000);
        assertThat(booked()).isEqualTo(2);
        end(0);
        end(1);
        pass(200);
        assertThat(booked()).isZero();
        assertThat(asks.keys()).isZero();
    }

    @Test
    void nobodyHasAShareWhileTheSilentOwnerIsAMember() {
        // Given
        store.holds = true;
        Chain chain = chain("{name: l, limit: 3}");
        // When
        CompletableFuture<Response> first = begin(chain, "/users/7");
        pass(2_100);
        CompletableFuture<Response> next = begin(chain, "/users/7");
        // Then: others may have all that there is under way.
        assertThat(first).isCompletedExceptionally();
        assertThat(next).as("nobody waits for an owner that is silent").isCompletedExceptionally();
        permits.standing(CUT_OFF);
        CompletableFuture<Response> share = begin(chain, "/users/7");
        assertThat(share).isCompleted();
        assertThat(begun).hasSize(1);
    }

    @Test
    void whatIsUnderWayIsSaidAgainBeforeItIsForgottenAndWhenMembersChange() {
        Chain chain = chain("{name: l, limit: 3}");
        admitted(chain, "/users/7");
        permits.standing(new Standing(true, 2, "m-9", 5));
        pass(100);
        assertThat(permits.keys().stream().mapToInt(permits::held).sum()).as("as another member").isEqualTo(1);
        int asked = store.asked;
        pass(70_000);
        assertThat(store.asked - asked).isBetween(3, 4);
    }

    @Test
    void permitIsGivenBackThoughTheDeskStumbledOverItsKey() {
        // Given
        Chain chain = chain("{name: l, limit: 3}");
        admitted(chain, "/users/7");
        end(0);
        store.stumbles = true;
        assertThatThrownBy(asks::work).isInstanceOf(IllegalStateException.class);
        // When
        store.stumbles = false;
        pass(1_000);
        // Then
        assertThat(booked()).isZero();
        assertThat(asks.keys()).isZero();
    }

    @Test
    void shadowLimitCountsAndRefusesNobody() {
        Chain chain = chain("{name: l, limit: 1, shadow: true}");
        admitted(chain, "/users/7");
        admitted(chain, "/users/7");
        admitted(chain, "/users/7");
        assertThat(metrics.counts).containsEntry("concurrency_limit.violations{limit=l}", 2L);
        assertThat(inUse()).isEqualTo(1);
        begun.forEach(exchange -> exchange.end(Outcome.COMPLETED));
        pass(200);
        assertThat(inUse()).isZero();
        assertThat(booked()).isZero();
    }

    @Test
    void limitThatALaterRevisionLowersHoldsForWhoComesThen() {
        Chain before = chain("{name: l, limit: 5}");
        admitted(before, "/users/7");
        admitted(before, "/users/7");
        Chain after = chain("{name: l, limit: 2}");
        refusal(after, "/users/7");
        end(0);
        admitted(after, "/users/7");
    }

    @Test
    void largeLimitKeepsAFewPermitsAtHandForAMoment() {
        Chain chain = chain("{name: l, limit: 1000}");
        admitted(chain, "/users/7");
        int asked = store.asked;
        for (int i = 0; i < 40; i++) {
            CompletableFuture<Response> answer = begin(chain, "/users/7");
            assertThat(answer).isCompleted();
            begun.getLast().end(Outcome.COMPLETED);
        }
        settle();
        assertThat(store.asked - asked).isZero();
        pass(300);
        assertThat(booked()).as("spare ones go back").isEqualTo(1);
    }
}
