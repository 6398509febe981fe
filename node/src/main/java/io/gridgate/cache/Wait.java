package io.gridgate.cache;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request's wait for the fetch of another request, or of another node: it has an end, however the fetch ends, and what came is judged by what this
 * client wishes and by what was purged since.
 *
 * <p>Thread-safety: confined to the exchange's loop, but for {@link #accept}.
 */
final class Wait implements Consumer<Flight.Landing> {

    private final CacheRun run;
    private final CacheFilter filter;
    private final Exchange exchange;
    private final Reply reply;
    private final Flight flight;
    private final CompletableFuture<Response> answer = new CompletableFuture<>();
    private EventLoop.@Nullable Timer timer;

    Wait(CacheRun run, CacheFilter filter, Exchange exchange, Reply reply, Flight flight) {
        this.run = run;
        this.filter = filter;
        this.exchange = exchange;
        this.reply = reply;
        this.flight = flight;
    }

    /** Begins it, once; it ends at that time of the ticker at the latest. */
    CompletionStage<Response> begin(long untilNanos) {
        if (!flight.join(this)) {
            Flight.Landing landing = flight.landing();
            return landing == null ? alone() : landed(landing);
        }
        filter.meters().waits(1);
        timer = exchange.loop().schedule(this::onDeadline, Math.max(0, untilNanos - filter.cache().ticker().nanos()));
        exchange.onCancelled(this::onDeadline);
        return answer;
    }

    @Override
    public void accept(Flight.Landing landing) {
        exchange.loop().execute(() -> resume(landing));
    }

    private void onDeadline() {
        if (flight.leave(this)) {
            resume(new Flight.Landing.Alone());
        }
    }

    /** Ends it, since this request fetches itself; returns false if it has ended. */
    boolean leave() {
        if (!flight.leave(this)) {
            return false;
        }
        over();
        return true;
    }

    /** Answers a request that has left. */
    void answer(CompletionStage<Response> with) {
        pass(with, answer);
    }

    private void over() {
        filter.meters().waits(-1);
        if (timer != null) {
            timer.cancel();
        }
    }

    private void resume(Flight.Landing landing) {
        over();
        if (exchange.isCancelled()) {
            answer.completeExceptionally(GatewayException.of(ErrorCode.REQUEST_TIMEOUT));
            return;
        }
        pass(landed(landing), answer);
    }

    private CompletionStage<Response> landed(Flight.Landing landing) {
        return switch (landing) {
            case Flight.Landing.Stored(StoredAnswer stored) when isMine(stored) -> isPurged(stored) ? run.again() : reply.collapsed(stored);
            case Flight.Landing.Found(StoredAnswer stored) when isMine(stored) ->
                isGoodHere(stored) ? reply.foundElsewhere(stored) : run.again();
            case Flight.Landing.Stale(StoredAnswer stored) when isMine(stored) -> isPurged(stored) ? alone() : reply.staleOnError(stored);
            case Flight.Landing.Failed(Throwable cause) -> reply.failed(cause);
            case Flight.Landing.Again _ -> run.again();
            case Flight.Landing.OfOne _ when !run.isOfOne() -> run.again();
            default -> alone();
        };
    }

    private CompletionStage<Response> alone() {
        return reply.missed(CacheStatus.MISS);
    }

    /** What was found may be old: good for who looked for it, and not for each who waited. */
    private boolean isGoodHere(StoredAnswer stored) {
        return run.isGood(new ResponseCache.Found(stored, isPurged(stored)));
    }

    private boolean isMine(StoredAnswer stored) {
        return stored.variant().matches(exchange.request().headers());
    }

    /** Who came after a purge may have joined a fetch that began before it. */
    private boolean isPurged(StoredAnswer stored) {
        return filter.cache().purges().verdict(stored.names(), stored.path(), stored.born()) != PurgeLog.Verdict.VALID;
    }

    /** Has the one end as the other. */
    static void pass(CompletionStage<Response> from, CompletableFuture<Response> to) {
        var _ = from.whenComplete((response, failure) -> {
            if (failure == null) {
                to.complete(response);
            } else {
                to.completeExceptionally(ErrorAnswer.unwrap(failure));
            }
        });
    }
}
