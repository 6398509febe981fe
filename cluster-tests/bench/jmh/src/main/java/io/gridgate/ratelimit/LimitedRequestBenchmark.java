package io.gridgate.ratelimit;

import io.gridgate.base.Metrics;
import io.gridgate.base.Template;
import io.gridgate.base.Ticker;
import io.gridgate.bench.Exchanges;
import io.gridgate.config.gateway.RateLimitConfig;
import io.gridgate.config.route.PathPattern;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import io.gridgate.http.Headers;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterStore;
import io.gridgate.ratelimit.counter.Grant;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a leased limit costs a request whose answer comes later, and what its filter costs one that it does not apply to.
 *
 * <p>Thread-safety: confined to one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LimitedRequestBenchmark {

    private static final long PLENTY = 1_000_000_000_000L;

    private final Exchange limited = Exchanges.exchange("/limited/x");
    private final Exchange free = Exchanges.exchange("/free/x");
    private final Headers fields = Headers.of("Server", "nginx", "Date", "Sat, 28 Nov 2026 00:00:00 GMT", "Content-Type", "text/plain",
            "Content-Length", "1010", "Last-Modified", "Sat, 28 Nov 2026 00:00:00 GMT", "ETag", "\"1-3f2\"", "Accept-Ranges", "bytes");
    private final Later later = new Later();
    private Chain chain;

    @Setup
    public void setUp() {
        RateLimitConfig config = new RateLimitConfig("leased", PathPattern.parse("/limited/**"), Template.parse("{query.k}"), PLENTY,
                Duration.ofHours(1), RateLimitConfig.Algorithm.FIXED_WINDOW, RateLimitConfig.Mode.LEASED, RateLimitConfig.OnGridLoss.SHARE,
                null, 1, false, 100_000);
        LimitMeters meters = new LimitMeters(Metrics.none());
        AskDesk asks = AskDesk.manual(new PlentyStore(), Ticker.system(), meters, 1);
        RateLimit limit = new RateLimit(config, LimitCounters.of(config, asks), Metrics.none());
        KeyCounter counter = limit.counter(limited, Map.of(), System.nanoTime());
        if (counter.asks().join(new Nobody())) {
            asks.post(counter);
        }
        asks.work();
        asks.sweep();
        RateLimitFilter.Desk desk = new RateLimitFilter.Desk(asks, meters, Ticker.system(), InstantSource.system());
        chain = Chain.of(List.of(new RateLimitFilter(List.of(new RateLimitFilter.Applied(limit, false)), desk), later));
    }

    @Benchmark
    public Response leased() {
        return answer(limited);
    }

    @Benchmark
    public Response notLimited() {
        return answer(free);
    }

    private Response answer(Exchange exchange) {
        CompletionStage<Response> answer = chain.proceed(exchange);
        later.answer.complete(Response.of(200, fields.copy()));
        return answer.toCompletableFuture().join();
    }

    /** Answers when it is told to. */
    private static final class Later implements Filter {
        private CompletableFuture<Response> answer = new CompletableFuture<>();

        @Override
        public Stage stage() {
            return Stage.ATTEMPT;
        }

        @Override
        public CompletionStage<Response> apply(Exchange exchange, Chain next) {
            answer = new CompletableFuture<>();
            return answer;
        }
    }

    /** Grants more than can be spent. */
    private record PlentyStore() implements CounterStore {

        @Override
        public CompletionStage<Grant> ask(String key, CounterRule rule, Ask ask) {
            return CompletableFuture
                    .completedStage(new Grant(PLENTY / 4, PLENTY / 4, TimeUnit.HOURS.toMillis(1), TimeUnit.HOURS.toMillis(1), 0));
        }

        @Override
        public CompletionStage<Void> giveBack(String key, CounterRule rule, long holder, long id, long units) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public String owner(String key) {
            return "";
        }

        @Override
        public Standing standing() {
            return new Standing(true, 3);
        }
    }

    /** Waits for the first lease. */
    private record Nobody() implements Waiter {

        @Override
        public int units() {
            return 1;
        }

        @Override
        public void onAdmitted(Lease lease) {
            // It has made the lease come, and that is all.
        }

        @Override
        public void onRefused() {
            throw new IllegalStateException("refused in plenty");
        }

        @Override
        public void onLost() {
            throw new IllegalStateException("lost a store that answers");
        }
    }
}
