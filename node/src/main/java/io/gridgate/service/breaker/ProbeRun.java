package io.gridgate.service.breaker;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Response;
import io.gridgate.service.breaker.BreakerState.Probe;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange that asks for a probe, and is one if the grid grants it within a second; whatever becomes of it, a granted probe is judged or
 * given back exactly once.
 *
 * <p>Thread-safety: confined to the exchange's loop, but for {@link #askedAs}, {@link #granted} and {@link #refused}, which the turns of
 * {@link BreakerSync} call.
 */
final class ProbeRun implements BiConsumer<@Nullable Response, @Nullable Throwable> {

    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Position.Probing probing;
    private final Exchange exchange;
    private final Chain next;
    private final CompletableFuture<Response> answer = new CompletableFuture<>();
    /** Set by a turn before it is granted. */
    private volatile @Nullable Probe probe;
    /** Set on the loop, read by turns: nobody waits for the grid's answer any more. */
    private volatile boolean over;
    private boolean begun;
    private EventLoop.@Nullable Timer waiting;

    ProbeRun(Position.Probing probing, Exchange exchange, Chain next) {
        this.probing = probing;
        this.exchange = exchange;
        this.next = next;
    }

    CompletionStage<Response> start() {
        waiting = exchange.loop().schedule(this::giveUp, WAIT_NANOS);
        exchange.onCancelled(this::giveUp);
        if (!over) {
            probing.sync().ask(this);
        }
        return answer;
    }

    long epoch() {
        return probing.epoch();
    }

    /** Returns whether it was sent to the grid, under a name that it keeps. */
    boolean isNamed() {
        return probe != null;
    }

    /**
     * Returns what it asks for.
     *
     * @throws IllegalStateException before it has a name
     */
    Probe probe() {
        Probe name = probe;
        if (name == null) {
            throw new IllegalStateException("a probe that was not asked for");
        }
        return name;
    }

    /** It is sent to the grid under that name. */
    void askedAs(Probe name) {
        probe = name;
    }

    boolean isOver() {
        return over;
    }

    /** The grid let it through. */
    void granted() {
        exchange.loop().execute(this::proceed);
    }

    /** The grid has no probe for it. */
    void refused() {
        exchange.loop().execute(this::giveUp);
    }

    /** A probe that comes when its time is over, or the breaker has moved on, is not sent. */
    private void proceed() {
        if (over || !probing.isCurrent()) {
            judge(Verdict.NONE);
            giveUp();
            return;
        }
        begun = true;
        stopWaiting();
        var _ = next.proceed(exchange).whenComplete(this);
    }

    @Override
    public void accept(@Nullable Response response, @Nullable Throwable failure) {
        judge(Verdict.of(response, failure));
        end();
        if (response != null) {
            answer.complete(response);
        } else {
            answer.completeExceptionally(failure == null ? new IllegalStateException("the chain completed with nothing")
                    : ErrorAnswer.unwrap(failure));
        }
    }

    private void judge(Verdict verdict) {
        probing.sync().judge(probing.epoch(), probe(), verdict);
    }

    /** Refused, too late, or the client went away: before it was let through. */
    private void giveUp() {
        if (!begun && !over) {
            end();
            answer.completeExceptionally(probing.refused());
        }
    }

    private void end() {
        over = true;
        stopWaiting();
        probing.release();
    }

    private void stopWaiting() {
        EventLoop.Timer timer = waiting;
        if (timer != null) {
            waiting = null;
            timer.cancel();
        }
    }
}
