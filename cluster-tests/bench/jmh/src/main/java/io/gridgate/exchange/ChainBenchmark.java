package io.gridgate.exchange;

import io.gridgate.bench.Exchanges;
import io.gridgate.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a chain costs by itself: filters that only proceed, and one that has its answer ready.
 *
 * <p>Thread-safety: confined to one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChainBenchmark {

    @Param({"0", "4", "12"}) int filters;

    private final Exchange exchange = Exchanges.exchange("/");
    private Chain chain;

    @Setup
    public void setUp() {
        List<Filter> all = new ArrayList<>();
        for (int i = 0; i < filters; i++) {
            // Of four classes, as the calls in a real chain go to several, which the compiler cannot inline.
            all.add(switch (i % 4) {
                case 0 -> new First();
                case 1 -> new Second();
                case 2 -> new Third();
                default -> new Fourth();
            });
        }
        all.add(new Answer(CompletableFuture.completedStage(Response.of(200, Headers.of()))));
        chain = Chain.of(all);
    }

    @Benchmark
    public CompletionStage<Response> proceed() {
        return chain.proceed(exchange);
    }

    private record Answer(CompletionStage<Response> ready) implements Filter {
        @Override
        public Stage stage() {
            return Stage.ATTEMPT;
        }

        @Override
        public CompletionStage<Response> apply(Exchange exchange, Chain next) {
            return ready;
        }
    }

    private record First() implements Filter {
        @Override
        public Stage stage() {
            return Stage.GUARD;
        }

        @Override
        public CompletionStage<Response> apply(Exchange exchange, Chain next) {
            return next.proceed(exchange);
        }
    }

    private record Second() implements Filter {
        @Override
        public Stage stage() {
            return Stage.GUARD;
        }

        @Override
        public CompletionStage<Response> apply(Exchange exchange, Chain next) {
            return next.proceed(exchange);
        }
    }

    private record Third() implements Filter {
        @Override
        public Stage stage() {
            return Stage.GUARD;
        }

        @Override
        public CompletionStage<Response> apply(Exchange exchange, Chain next) {
            return next.proceed(exchange);
        }
    }

    private record Fourth() implements Filter {
        @Override
        public Stage stage() {
            return Stage.GUARD;
        }

        @Override
        public CompletionStage<Response> apply(Exchange exchange, Chain next) {
            return next.proceed(exchange);
        }
    }
}
