package io.gridgate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gridgate.base.Metrics;
import io.gridgate.config.Checked;
import io.gridgate.config.GatewayReader;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.RouteMatch;
import io.gridgate.exchange.Stage;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualLoop;
import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.Target;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterStore;
import io.gridgate.ratelimit.counter.CounterStore.Standing;
import io.gridgate.ratelimit.counter.Grant;
import io.gridgate.ratelimit.counter.InMemoryCounterStore;
import io.gridgate.ratelimit.usage.KeyUsage;
import io.gridgate.ratelimit.usage.LimitUsage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RateLimitFilterTest {

    private final FakeTicker ticker = new FakeTicker();
    private final ManualLoop loop = new ManualLoop(ticker);
    private final CountingMetrics metrics = new CountingMetrics();
    private final HeldStore store = new HeldStore(new InMemoryCounterStore(ticker));
    private final LimitMeters meters = new LimitMeters(Metrics.none());
    private final AskDesk asks = AskDesk.manual(store, ticker, meters, 1);
    private final RateLimiter limiter = RateLimiter.of(asks, meters, metrics, ticker, ticker);
    private CompletionStage<Response> backend = CompletableFuture.completedFuture(Response.of(200, new Headers(4)));

    /** Counters by name and labels. */
    private static final class CountingMetrics implements Metrics {
        private final Map<String, Long> counts = new HashMap<>();

        @Override
        public Counter counter(String name, Map<String, String> labels) {
            return n -> counts.merge(name + labels, n, Long::sum);
        }

        @Override
        public Timing timing(String name, Map<String, String> labels) {
            return nanos -> {};
        }

        @Override
        public void gauge(String name, Map<String, String> labels, DoubleSupplier value) {}

        @Override
        public void remove(String name, Map<String, String> labels) {}
    }

    /** Answers only when it is let. */
    private static final class HeldStore implements CounterStore {
        private final InMemoryCounterStore counters;
        private final List<Runnable> held = new ArrayList<>();
        private boolean holds;
        private int asked;

        private HeldStore(InMemoryCounterStore counters) {
            this.counters = counters;
        }

        void release() {
            held.forEach(Runnable::run);
            held.clear();
        }

        @Override
        public CompletionStage<Grant> ask(String key, CounterRule rule, Ask ask) {
            asked++;
            if (!holds) {
                return counters.ask(key, rule, ask);
            }
            CompletableFuture<Grant> answer = new CompletableFuture<>();
            held.add(() -> counters.ask(key, rule, ask).thenAccept(answer::complete));
            return answer;
        }

        @Override
        public CompletionStage<Void> giveBack(String key, CounterRule rule, long holder, long id, long units) {
            return counters.giveBack(key, rule, holder, id, units);
        }

        @Override
        public String owner(String key) {
            return counters.owner(key);
        }

        @Override
        public Standing standing() {
            return counters.standing();
        }
    }

    /** Stands for the rest of the chain. */
    private record Rest(RateLimitFilterTest test) implements Filter {
        @Override
        public Stage stage() {
            return Stage.DISPATCH;
        }

        @Override
        public CompletionStage<Response> apply(Exchange exchange, Chain next) {
            return test.backend;
        }
    }

    private Chain chain(String limits) {
        return chain(limits, "");
    }

    private Chain chain(String limits, String routeLimits) {
        GatewayDocument document = document("""
                services: {a: {instances: ["127.0.0.1:1"]}}
                routes: [{id: r, path: "/users/{id}", service: a%s}]
                rate_limits: [%s]
                """.formatted(routeLimits.isEmpty() ? "" : ", rate_limit: [" + routeLimits + "]", limits));
        RateLimits held = limiter.acquire(document.rateLimits());
        held.lead();
        List<Filter> filters = new ArrayList<>(List.of(new Rest(this)));
        held.filter(document.routes().getFirst()).ifPresent(filters::add);
        return Chain.of(filters);
    }

    private static GatewayDocument document(String yaml) {
        return switch (GatewayReader.read(GatewaySource.of("gateway.yaml", yaml), ReferenceResolver.of(Map.of()))) {
            case Checked.Accepted<GatewayDocument> accepted -> accepted.document();
            case Checked.Refused<GatewayDocument> refused -> throw new IllegalArgumentException(refused.problems().toString());
        };
    }

    private Exchange exchange(String target, String... headers) {
        Request request = new Request("GET", Target.parse(target), new Authority("localhost", 8080), Headers.of(headers), Body.empty(),
                false);
        Client client = new Client(InetAddress.getLoopbackAddress(), "10.1.1.1", false, "http", 8080);
        Exchange exchange = new Exchange(loop, request, client, "c-1", ticker.nanos());
        exchange.route(new RouteMatch("r", Map.of("id", request.target().path().substring(request.target().path().lastIndexOf('/') + 1))));
        return exchange;
    }

    private CompletableFuture<Response> begin(Chain chain, String target, String... headers) {
        return chain.proceed(exchange(target, headers)).toCompletableFuture();
    }

    /** Lets desk and loop do what there is to do, limit after limit. */
    private void settle() {
        for (int i = 0; i < 3; i++) {
            asks.work();
            loop.advance(Duration.ZERO);
        }
    }

    private Response get(Chain chain, String target, String... headers) {
        CompletableFuture<Response> answer = begin(chain, target, headers);
        settle();
        assertThat(answer).isDone();
        try {
            return answer.join();
        } catch (CompletionException e) {
            return ErrorAnswer.to(e, "c-1");
        }
    }

    private int status(Chain chain, String target, String... headers) {
        return get(chain, target, headers).status();
    }

    private static List<String> fields(Response response) {
        return List.of("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After").stream()
                .map(name -> String.valueOf(response.headers().first(name))).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "exact", "leased"})
    void everyAnswerSaysWhatIsLeftAndTheRefusalWhenToComeBack(String mode) {
        Chain chain = chain("{name: l, path: /**, limit: 2, window: 1 hour, mode: %s}".formatted(mode));
        assertThat(fields(get(chain, "/users/7"))).containsExactly("2", "1", "3600", "null");
        ticker.advance(Duration.ofMillis(600_500));
        assertThat(fields(get(chain, "/users/7"))).containsExactly("2", "0", "3000", "null");
        Response refused = get(chain, "/users/7");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(fields(refused)).containsExactly("2", "0", "3000", "3000");
        ticker.advance(Duration.ofHours(1));
        assertThat(status(chain, "/users/7")).isEqualTo(200);
    }

    @Test
    void refusalHasItsCodeAndDetails() {
        Chain chain = chain("{name: l, path: /**, limit: 1, window: 1 hour}");
        assertThat(status(chain, "/users/7")).isEqualTo(200);
        CompletableFuture<Response> refused = begin(chain, "/users/7");
        settle();
        assertThat(refused).isCompletedExceptionally();
        GatewayException refusal = (GatewayException) refused.exceptionNow();
        assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        assertThat(refusal.details()).containsExactly(Map.entry("limit", 1L), Map.entry("window", "1 hour"),
                Map.entry("retry_after", 3600L));
    }

    @Test
    void errorsOfTheRestOfTheChainSayWhatIsLeftToo() {
        Chain chain = chain("{name: l, path: /**, limit: 5, window: 1 hour}");
        backend = CompletableFuture.failedFuture(GatewayException.of(ErrorCode.BAD_GATEWAY));
        Response failed = get(chain, "/users/7");
        assertThat(failed.status()).isEqualTo(502);
        assertThat(fields(failed)).containsExactly("5", "4", "3600", "null");
    }

    @Test
    void answerThatComesLaterSaysWhatIsLeftToo() {
        Chain chain = chain("{name: l, path: /**, limit: 5, window: 1 hour, mode: local}");
        CompletableFuture<Response> later = new CompletableFuture<>();
        backend = later;
        CompletableFuture<Response> answer = begin(chain, "/users/7");
        assertThat(answer).isNotDone();
        later.complete(Response.of(200, new Headers(4)));
        assertThat(fields(answer.join())).containsExactly("5", "4", "3600", "null");
    }

    @Test
    void whatABackendSaysOfItsOwnLimitIsReplaced() {
        Chain chain = chain("{name: l, path: /**, limit: 5, window: 1 hour, mode: local}");
        backend = CompletableFuture.completedFuture(Response.of(200, Headers.of("ratelimit-remaining", "99", "RateLimit-Policy", "9;w=60",
                "RateLimit-Remaining", "98")));
        assertThat(get(chain, "/users/7").headers())
                .hasToString("ratelimit-remaining: 4\nRateLimit-Policy: 9;w=60\nRateLimit-Limit: 5\nRateLimit-Reset: 3600\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "exact", "leased"})
    void keyWithoutVariablesCountsAllTogether(String mode) {
        Chain chain = chain("{name: l, path: /**, limit: 3, window: 1 hour, key: everybody, mode: %s}".formatted(mode));
        for (int i = 0; i < 5; i++) {
            assertThat(status(chain, "/users/" + i)).as("request %s", i).isEqualTo(i < 3 ? 200 : 429);
        }
        assertThat(limiter.top(5).getFirst().top()).extracting(KeyUsage::key, KeyUsage::used).containsExactly(tuple("everybody", 3L));
    }

    @ParameterizedTest
    @CsvSource({"fixed_window", "sliding_window", "token_bucket"})
    void eachAlgorithmAdmitsItsLimitAndNoMore(String algorithm) {
        Chain chain = chain("{name: l, path: /**, limit: 20, window: 60, algorithm: %s}".formatted(algorithm));
        int admitted = 0;
        for (int i = 0; i < 50; i++) {
            admitted += status(chain, "/users/7") == 200 ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"{client_ip}, X-A, same", "{id}, X-A, path", "{header.X-A}, X-A, header", "{cookie.u}, Cookie, header",
            "{query.q}, X-A, path", "{endpoint}, X-A, same", "{method}:{host}, X-A, same", "{path}, X-A, path", "{user}, X-A, same",
            "{correlation_id}, X-A, same"})
    void keysTellRequestsApart(String key, String header, String apart) {
        Chain chain = chain("{name: l, path: /**, limit: 1, window: 60, key: \"%s\"}".formatted(key));
        assertThat(status(chain, "/users/7?q=1", header, "u=1")).isEqualTo(200);
        assertThat(status(chain, "/users/7?q=1", header, "u=1")).isEqualTo(429);
        assertThat(status(chain, "/users/8?q=2", header, "u=1")).isEqualTo(apart.equals("path") ? 200 : 429);
        assertThat(status(chain, "/users/7?q=1", header, "u=2")).isEqualTo(apart.equals("header") ? 200 : 429);
    }

    @Test
    void limitWithAPathAppliesWhereThatMatchesAndOneWithoutWhereARouteNamesIt() {
        Chain chain = chain("{name: a, path: /users/7, limit: 1, window: 60}, {name: b, limit: 3, window: 60}, "
                + "{name: c, path: /orders/**, limit: 1, window: 60}, {name: d, limit: 1, window: 60, key: \"{path}:x\"}", "b");
        assertThat(fields(get(chain, "/users/7"))).startsWith("1", "0");
        assertThat(status(chain, "/users/7")).isEqualTo(429);
        assertThat(fields(get(chain, "/users/8"))).startsWith("3", "1");
        assertThat(status(chain, "/users/8")).isEqualTo(200);
        assertThat(status(chain, "/users/8")).isEqualTo(429);
    }

    @Test
    void limitThatIsNamedAndHasAPathCountsOnce() {
        Chain chain = chain("{name: a, path: /**, limit: 4, window: 60}", "a");
        assertThat(fields(get(chain, "/users/7"))).startsWith("4", "3");
    }

    @Test
    void encodedSlashGetsNobodyPastALimit() {
        Chain chain = chain("{name: a, path: /users/7/secret, limit: 1, window: 60}");
        assertThat(status(chain, "/users/7/secret")).isEqualTo(200);
        assertThat(status(chain, "/users/7%2Fsecret")).isEqualTo(429);
    }

    @Test
    void tightestLimitIsShownAndTheOneThatRefusesGivesBackWhatOthersTook() {
        Chain chain = chain("{name: wide, path: /**, limit: 10, window: 60, key: all}, "
                + "{name: narrow, path: /**, limit: 2, window: 60, key: \"{path}\"}");
        assertThat(fields(get(chain, "/users/7"))).startsWith("2", "1");
        assertThat(status(chain, "/users/7")).isEqualTo(200);
        for (int i = 0; i < 30; i++) {
            assertThat(status(chain, "/users/7")).isEqualTo(429);
        }
        for (int i = 0; i < 8; i++) {
            assertThat(status(chain, "/users/x" + i)).as("request %s", i).isEqualTo(200);
        }
        assertThat(fields(get(chain, "/users/9"))).startsWith("10", "0");
    }

    @Test
    void tokensAreWhatARequestCosts() {
        Chain chain = chain("{name: l, path: /**, limit: 10, window: 60, tokens: 4}");
        assertThat(fields(get(chain, "/users/7"))).startsWith("10", "6");
        assertThat(status(chain, "/users/7")).isEqualTo(200);
        assertThat(status(chain, "/users/7")).isEqualTo(429);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "leased"})
    void shadowCountsAndNeverRefusesNorShows(String mode) {
        Chain chain = chain("{name: l, path: /**, limit: 1, window: 60, shadow: true, mode: %s}".formatted(mode));
        for (int i = 0; i < 3; i++) {
            Response response = get(chain, "/users/7");
            assertThat(response.status()).isEqualTo(200);
            assertThat(fields(response)).containsOnly("null");
        }
        assertThat(violations("l")).isEqualTo(2);
    }

    private long violations(String limit) {
        return metrics.counts.getOrDefault("rate_limit.violations" + Map.of("limit", limit), 0L);
    }

    @Test
    void refusalsOfAnEmptyLimitAskNobody() {
        Chain chain = chain("{name: l, path: /**, limit: 1, window: 60}");
        assertThat(status(chain, "/users/7")).isEqualTo(200);
        assertThat(status(chain, "/users/7")).isEqualTo(429);
        int before = store.asked;
        for (int i = 0; i < 1_000; i++) {
            assertThat(status(chain, "/users/7")).isEqualTo(429);
        }
        assertThat(store.asked).isEqualTo(before);
        assertThat(violations("l")).isEqualTo(1_001);
    }

    @Test
    void requestsThatComeDuringAnAskAreAskedForTogether() {
        // Given
        Chain chain = chain("{name: l, path: /**, limit: 50, window: 60, mode: exact}");
        store.holds = true;
        List<CompletableFuture<Response>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(begin(chain, "/users/7"));
            asks.work();
        }
        // When
        store.holds = false;
        store.release();
        settle();
        // Then
        assertThat(store.asked).isEqualTo(2);
        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThat(answers.stream().filter(answer -> !answer.isCompletedExceptionally()).count()).isEqualTo(50);
        assertThat(loop.timers()).isZero();
    }

    @Test
    void lateAnswerIsWaitedForUpToTwoSecondsAndThenTheNodeDecides() {
        // Given
        Chain chain = chain("{name: l, path: /**, limit: 10, window: 60, on_grid_loss: allow}");
        store.holds = true;
        CompletableFuture<Response> allowed = begin(chain, "/users/7");
        asks.work();
        // When
        loop.advance(Duration.ofMillis(1_999));
        assertThat(allowed).isNotDone();
        loop.advance(Duration.ofMillis(1));
        // Then
        assertThat(allowed.join().status()).isEqualTo(200);
        asks.sweep();
        assertThat(begin(chain, "/users/7").join().status()).as("nobody waits for what is known to be late").isEqualTo(200);
        store.holds = false;
        ticker.advance(Duration.ofMillis(500));
        asks.sweep();
        asks.work();
        assertThat(fields(get(chain, "/users/7"))).as("what passed alone was told").startsWith("10", "7");
    }

    @Test
    void inAMinorityTheNodeHasItsShareOfWhatWasLeft() {
        // Given
        Chain chain = chain("{name: l, path: /**, limit: 90, window: 60, mode: exact}");
        for (int i = 0; i < 30; i++) {
            assertThat(status(chain, "/users/7")).isEqualTo(200);
        }
        // When
        store.counters.standing(new Standing(false, 3));
        // Then
        assertThat(admittedOf(chain, 100)).isEqualTo(20);
        ticker.advance(Duration.ofMinutes(1));
        assertThat(admittedOf(chain, 100)).as("the next window").isEqualTo(30);
        store.counters.standing(new Standing(true, 3));
        asks.sweep();
        asks.work();
        assertThat(admittedOf(chain, 100)).as("with what was spent alone, the limit").isEqualTo(60);
    }

    private int admittedOf(Chain chain, int requests) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            admitted += status(chain, "/users/7") == 200 ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void inAMinorityDenyDeniesAndNobodyWaits() {
        Chain chain = chain("{name: l, path: /**, limit: 90, window: 60, on_grid_loss: deny}");
        store.counters.standing(new Standing(false, 3));
        CompletableFuture<Response> refused = begin(chain, "/users/7");
        assertThat(refused).isCompletedExceptionally();
        assertThat(fields(ErrorAnswer.to(refused.exceptionNow(), "c"))).last().isEqualTo("1");
    }

    @Test
    void inAMinorityTheKeysThatWaitToBeToldAreBounded() {
        // Given
        Chain chain = chain("{name: l, path: /**, key: \"{path}\", limit: 90, window: 1 hour, max_keys: 100, on_grid_loss: allow}");
        store.counters.standing(new Standing(false, 3));
        // When
        for (int i = 0; i < AskDesk.EVICTED_MAX + 5_000; i++) {
            assertThat(begin(chain, "/users/" + i).join().status()).isEqualTo(200);
            if (i % 1_000 == 0) {
                asks.sweep();
            }
        }
        asks.sweep();
        // Then
        assertThat(asks.watched()).isBetween(AskDesk.EVICTED_MAX, AskDesk.EVICTED_MAX + 1_100);
    }

    @Test
    void clientThatGoesAwayWhileItWaitsTakesNothing() {
        // Given
        Chain chain = chain("{name: l, path: /**, limit: 1, window: 60, mode: exact}");
        store.holds = true;
        Exchange gone = exchange("/users/7");
        CompletableFuture<Response> answer = chain.proceed(gone).toCompletableFuture();
        // When
        gone.cancel();
        settle();
        // Then
        assertThat(answer).isCompletedExceptionally();
        assertThat(loop.timers()).isZero();
        store.holds = false;
        store.release();
        settle();
        assertThat(status(chain, "/users/7")).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"400, 100, 4950, 297", "400, 100, 11000, 300", "150, 100, 150, 50"})
    void idlePermitsGoBackToTheOthersAtOnceIfTheyMayMissThem(int limit, int used, int afterMillis, int free) {
        // Given
        Chain chain = chain("{name: l, path: /**, limit: %s, window: 1 hour}".formatted(limit));
        for (int i = 0; i < used; i++) {
            assertThat(status(chain, "/users/7")).isEqualTo(200);
        }
        // When
        for (int millis = 0; millis < afterMillis; millis += 50) {
            ticker.advance(Duration.ofMillis(50));
            asks.sweep();
        }
        // Then
        CounterRule rule = new CounterRule(Algorithm.FIXED_WINDOW, limit, limit, 3_600_000);
        Grant other = store.counters.ask("l|F3600000|10.1.1.1", rule, new Ask(2, 1, limit, 0, 1, 1, 100, 0, 0)).toCompletableFuture()
                .join();
        assertThat(other.granted()).isEqualTo(free);
    }

    @ParameterizedTest
    @CsvSource({"local, 0", "exact, 40", "leased, 40"})
    void usageSaysHowCloseKeysAre(String mode, long ageMillis) {
        // Given
        Chain chain = chain("{name: l, path: /**, limit: 10, window: 1 hour, key: \"{path}\", mode: %s}, "
                .formatted(mode) + "{name: secret, path: /**, limit: 10, window: 1 hour, key: \"{header.X-A}\"}");
        for (int i = 0; i < 8; i++) {
            assertThat(status(chain, i % 4 == 0 ? "/users/8" : "/users/7", "X-A", "hidden")).isEqualTo(200);
        }
        // When
        ticker.advance(Duration.ofMillis(40));
        List<LimitUsage> usage = limiter.top(5);
        // Then
        assertThat(usage.stream().map(limit -> limit.limit().name())).containsExactly("l", "secret");
        assertThat(usage.getFirst().keys()).isEqualTo(2);
        assertThat(usage.getFirst().top()).extracting(KeyUsage::key, KeyUsage::used, KeyUsage::ageMillis)
                .containsExactly(tuple("/users/7", 6L, ageMillis), tuple("/users/8", 2L, ageMillis));
        assertThat(usage.getLast().top()).extracting(KeyUsage::key).singleElement().asString().startsWith("#").doesNotContain("hidden");
        ticker.advance(Duration.ofHours(2));
        assertThat(limiter.top(5)).allSatisfy(limit -> assertThat(limit.top()).isEmpty());
    }

    @Test
    void usageIsOfTheRevisionThatIsServed() {
        chain("{name: before, path: /**, limit: 10, window: 1 hour}");
        chain("{name: now, path: /**, limit: 10, window: 1 hour}");
        assertThat(limiter.top(5)).extracting(limit -> limit.limit().name()).containsExactly("now");
    }

    @Test
    void chainNamesTheLimits() {
        assertThat(chain("{name: a, path: /**, limit: 4, window: 60}")).hasToString("RATE_LIMIT RateLimitFilter(a) -> DISPATCH "
                + new Rest(this));
    }
}
