package io.gridgate.service.breaker;

import io.gridgate.base.Metrics.Counter;
import io.gridgate.base.Ticker;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a node treats the requests to a service in the breaker's present state; made anew with each epoch.
 *
 * <p>Thread-safety: thread-safe; {@link #admit} runs on the exchange's loop.
 */
sealed interface Position {

    /** Returns what comes of the request: what the rest of the chain answers, or a refusal. */
    CompletionStage<Response> admit(Exchange exchange, Chain next);

    /** Returns this position as an operator reads it. */
    String kind();

    /** Fails with {@code CIRCUIT_OPEN} and how long to wait. */
    private static CompletionStage<Response> refuse(Counter rejected, long afterSeconds) {
        rejected.add();
        return CompletableFuture.failedFuture(refusal(afterSeconds));
    }

    private static GatewayException refusal(long afterSeconds) {
        return GatewayException.of(ErrorCode.CIRCUIT_OPEN).with(Map.of(),
                Headers.of(HeaderNames.RETRY_AFTER, Long.toString(Math.max(1, afterSeconds))));
    }

    /**
     * Closed: requests pass, and their outcomes count. It is itself what listens to outcomes, so that a request costs no object of its own
     * here, and one that began in an older epoch is known by the position it began in.
     *
     * <p>Thread-safety: immutable; the run is lock-free.
     */
    record Passing(Breaker breaker, long epoch, FailureRun run)
            implements
                Position,
                BiConsumer<@Nullable Response, @Nullable Throwable> {

        @Override
        public CompletionStage<Response> admit(Exchange exchange, Chain next) {
            // What depends on a future is told last in, first out: only what follows from the verdict is sure to come after it.
            return next.proceed(exchange).whenComplete(this);
        }

        @Override
        public void accept(@Nullable Response response, @Nullable Throwable failure) {
            breaker.onOutcome(epoch, Verdict.of(response, failure));
        }

        @Override
        public String kind() {
            return "closed";
        }
    }

    /**
     * An operator holds it closed: requests pass, nothing counts.
     *
     * <p>Thread-safety: stateless.
     */
    record Unwatched() implements Position {

        @Override
        public CompletionStage<Response> admit(Exchange exchange, Chain next) {
            return next.proceed(exchange);
        }

        @Override
        public String kind() {
            return "closed";
        }
    }

    /**
     * Open: requests are refused at once.
     *
     * @param epoch of the state that it follows from
     * @param own whether it is this node's own failures that opened it, ahead of the grid
     * @param untilNanos when it is tried again, as far as is known; {@link BreakerTimes#FOR_EVER}: not by itself
     *
     * <p>Thread-safety: immutable.
     */
    record Refusing(long epoch, boolean own, long untilNanos, Ticker ticker, Counter rejected) implements Position {

        private static final long NANOS_PER_SECOND = 1_000_000_000L;
        /** What a client is told to wait while an operator holds it open. */
        private static final long FORCED_SECONDS = 30;

        @Override
        public CompletionStage<Response> admit(Exchange exchange, Chain next) {
            if (untilNanos == BreakerTimes.FOR_EVER) {
                return refuse(rejected, FORCED_SECONDS);
            }
            return refuse(rejected, Math.ceilDiv(untilNanos - ticker.nanos(), NANOS_PER_SECOND));
        }

        @Override
        public String kind() {
            return "open";
        }
    }

    /**
     * Half open: requests ask the grid for a probe; where it is known to have none left they are refused at once.
     *
     * <p>Thread-safety: thread-safe; the two numbers are hints that bound what is asked, the grid decides.
     */
    final class Probing implements Position {

        private final BreakerSync sync;
        private final long epoch;
        private final int asksMax;
        private final Counter rejected;
        private final AtomicInteger asks = new AtomicInteger();
        private volatile int free;

        Probing(BreakerSync sync, long epoch, int asksMax, Counter rejected) {
            this.sync = sync;
            this.epoch = epoch;
            this.asksMax = asksMax;
            this.rejected = rejected;
        }

        /** The grid has so many probes left. */
        void free(int probes) {
            free = probes;
        }

        @Override
        public CompletionStage<Response> admit(Exchange exchange, Chain next) {
            return mayAsk() ? new ProbeRun(this, exchange, next).start() : refuse(rejected, 1);
        }

        /** Returns whether one more exchange may ask; if so, it counts until it is {@linkplain #release released}. */
        boolean mayAsk() {
            return free > 0 && asks.getAndUpdate(now -> Math.min(now + 1, asksMax)) < asksMax;
        }

        BreakerSync sync() {
            return sync;
        }

        long epoch() {
            return epoch;
        }

        /** Returns whether the breaker is still half open in that epoch, as far as this node knows. */
        boolean isCurrent() {
            return sync.isIn(epoch);
        }

        /** An exchange neither asks nor probes any more. */
        void release() {
            asks.decrementAndGet();
        }

        /** Returns the refusal of an exchange that asked in vain. */
        GatewayException refused() {
            rejected.add();
            return refusal(1);
        }

        @Override
        public String kind() {
            return "half_open";
        }
    }
}
