package io.gridgate.service;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Response;
import io.gridgate.service.retry.Replay;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one exchange, one after the other.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class RetryRun implements BiFunction<@Nullable Response, @Nullable Throwable, @Nullable Void> {

    private static final long BACK_OFF_NANOS = 25_000_000L;
    private static final long BACK_OFF_NANOS_MAX = 250_000_000L;

    private final RetryFilter filter;
    private final Exchange exchange;
    private final Chain next;
    private final @Nullable Replay replay;
    private final CompletableFuture<Response> answer = new CompletableFuture<>();
    private int repeats;
    private EventLoop.@Nullable Timer waiting;
    private boolean listensToCancel;

    RetryRun(RetryFilter filter, Exchange exchange, Chain next) {
        this.filter = filter;
        this.exchange = exchange;
        this.next = next;
        this.replay = filter.attempts() > 0 && exchange.request().hasBody() ? Replay.of(exchange.forwardBody()) : null;
    }

    CompletionStage<Response> start() {
        attempt();
        return answer;
    }

    private void attempt() {
        if (replay != null) {
            exchange.forwardBody(replay.next());
        }
        var _ = next.proceed(exchange).handle(this);
    }

    /** An attempt has its head, or will never have one. */
    @Override
    public @Nullable Void apply(@Nullable Response response, @Nullable Throwable failure) {
        if (response != null) {
            onAnswered(response);
        } else if (failure != null) {
            onFailed(ErrorAnswer.unwrap(failure));
        }
        return null;
    }

    private void onAnswered(Response response) {
        if (filter.repeats(exchange, response.status()) && mayRepeat()) {
            response.close();
            repeat();
            return;
        }
        if (replay != null) {
            replay.settle();
        }
        answer.complete(response);
    }

    private void onFailed(Throwable cause) {
        if (cause instanceof AttemptException failed) {
            if (filter.repeats(exchange, failed) && mayRepeat()) {
                repeat();
            } else {
                fail(failed.toGatewayException());
            }
        } else {
            fail(cause);
        }
    }

    private void fail(Throwable cause) {
        if (replay != null) {
            replay.close();
        }
        answer.completeExceptionally(cause);
    }

    /** The budget comes last, since it counts what it grants. */
    private boolean mayRepeat() {
        return repeats < filter.attempts()
                && !exchange.isCancelled()
                && isBeforeDeadline(0)
                && (replay == null || replay.isRepeatable())
                && filter.withinBudget();
    }

    private boolean isBeforeDeadline(long delayNanos) {
        long deadline = exchange.deadlineNanos();
        return deadline == Exchange.NO_DEADLINE || filter.service().ticker().nanos() + delayNanos - deadline < 0;
    }

    private void repeat() {
        repeats++;
        if (filter.service().hasUntried(exchange)) {
            attempt();
            return;
        }
        long most = Math.min(BACK_OFF_NANOS << (repeats - 1), BACK_OFF_NANOS_MAX);
        waitFor(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }

    private void waitFor(long delayNanos) {
        if (!listensToCancel) {
            listensToCancel = true;
            exchange.onCancelled(this::onCancelled);
        }
        if (!answer.isDone()) {
            waiting = exchange.loop().schedule(this::onWaited, isBeforeDeadline(delayNanos) ? delayNanos : 0);
        }
    }

    private void onWaited() {
        waiting = null;
        attempt();
    }

    private void onCancelled() {
        EventLoop.Timer timer = waiting;
        if (timer != null) {
            waiting = null;
            timer.cancel();
            fail(new AttemptException(AttemptFailure.CANCELLED, "cancelled between two attempts", null).toGatewayException());
        }
    }
}
