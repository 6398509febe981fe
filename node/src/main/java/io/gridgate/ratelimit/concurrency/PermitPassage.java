package io.gridgate.ratelimit.concurrency;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.ratelimit.ask.OneAsk;
import io.gridgate.ratelimit.concurrency.ConcurrencyFilter.Desk;
import io.gridgate.ratelimit.concurrency.KeyPermits.Entry;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on its way through the concurrency limits of its route, one after the other; the first that refuses it frees what the others have
 * given.
 *
 * <p>Thread-safety: confined to the exchange's loop; its callbacks as a {@link Waiter} come on any thread and go on on the loop.
 */
final class PermitPassage implements Waiter {

    private final List<ConcurrencyLimit> limits;
    private final Desk desk;
    private final Exchange exchange;
    private final Chain next;
    private final Held held;
    private int at;
    private @Nullable GatewayException refusal;
    private @Nullable Wait wait;

    /** What there is of an exchange only if it has to wait. */
    private static final class Wait {
        private final CompletableFuture<Response> answer;
        private final KeyPermits key;
        private final long sinceNanos;
        private final EventLoop.Timer timer;

        private Wait(CompletableFuture<Response> answer, KeyPermits key, long sinceNanos, EventLoop.Timer timer) {
            this.answer = answer;
            this.key = key;
            this.sinceNanos = sinceNanos;
            this.timer = timer;
        }
    }

    PermitPassage(List<ConcurrencyLimit> limits, Desk desk, Exchange exchange, Chain next) {
        this.limits = limits;
        this.desk = desk;
        this.exchange = exchange;
        this.next = next;
        this.held = new Held(exchange, desk);
    }

    CompletionStage<Response> begin() {
        Entry step = isOver() ? gone() : goOn();
        return step == Entry.WAITING ? Objects.requireNonNull(wait).answer : end(step);
    }

    private CompletionStage<Response> end(Entry step) {
        return step == Entry.PASSED ? next.proceed(exchange) : CompletableFuture.failedFuture(Objects.requireNonNull(refusal));
    }

    private Entry goOn() {
        Entry step = Entry.PASSED;
        while (at < limits.size() && step == Entry.PASSED) {
            ConcurrencyLimit limit = limits.get(at);
            String key = limit.key(exchange);
            if (key != null && limit.isShadow()) {
                ShadowPermit.count(limit, key, exchange, desk);
            } else if (key != null) {
                step = enter(limit, key);
            }
            at += step == Entry.PASSED ? 1 : 0;
        }
        return step;
    }

    private Entry enter(ConcurrencyLimit limit, String name) {
        KeyPermits key;
        Entry entry;
        do {
            key = limit.table().permits(name);
            entry = key.enter(this, desk.asks().standing(), desk.ticker().nanos());
        } while (entry == Entry.RETIRED);
        return switch (entry) {
            case PASSED -> passed(key);
            case WAITING -> await(key);
            case LOST -> enterAlone(limit, name);
            case REFUSED, RETIRED -> refused(limit);
        };
    }

    private Entry passed(KeyPermits key) {
        held.add(key);
        return Entry.PASSED;
    }

    private Entry refused(ConcurrencyLimit limit) {
        limit.violated();
        return refused(limit.refusal());
    }

    private Entry refused(GatewayException why) {
        held.free();
        refusal = why;
        return Entry.REFUSED;
    }

    private Entry enterAlone(ConcurrencyLimit limit, String name) {
        KeyPermits key;
        Entry entry;
        do {
            key = limit.table().permits(name);
            entry = key.enterAlone(desk.asks().standing());
        } while (entry == Entry.RETIRED);
        limit.decidedAlone(entry == Entry.PASSED);
        return entry == Entry.PASSED ? passed(key) : refused(limit);
    }

    private Entry await(KeyPermits key) {
        Wait before = wait;
        wait = new Wait(before == null ? new CompletableFuture<>() : before.answer, key, desk.ticker().nanos(),
                exchange.loop().schedule(this::onDeadline, OneAsk.WAIT_NANOS));
        if (before == null) {
            exchange.onCancelled(this::onCancelled);
        }
        return Entry.WAITING;
    }

    @Override
    public void onAdmitted() {
        exchange.loop().execute(() -> resume(this::admitted));
    }

    @Override
    public void onRefused() {
        exchange.loop().execute(() -> resume(_ -> refused(limits.get(at))));
    }

    @Override
    public void onLost() {
        exchange.loop().execute(() -> resume(this::lost));
    }

    private void onDeadline() {
        if (Objects.requireNonNull(wait).key.leave(this)) {
            resume(this::lost);
        }
    }

    private void onCancelled() {
        Wait waited = Objects.requireNonNull(wait);
        if (!waited.answer.isDone() && waited.key.leave(this)) {
            resume(_ -> gone());
        }
    }

    private Entry admitted(Wait waited) {
        held.add(waited.key);
        return isOver() ? gone() : Entry.PASSED;
    }

    private Entry lost(Wait waited) {
        return isOver() ? gone() : enterAlone(limits.get(at), waited.key.name());
    }

    private boolean isOver() {
        return exchange.isCancelled() || exchange.outcome() != null;
    }

    /** Nobody is there to be answered any more. */
    private Entry gone() {
        return refused(GatewayException.of(ErrorCode.REQUEST_TIMEOUT));
    }

    /** How a wait ends. */
    private interface Verdict {
        Entry of(Wait waited);
    }

    private void resume(Verdict verdict) {
        Wait waited = Objects.requireNonNull(wait);
        waited.timer.cancel();
        desk.meters().waited(desk.ticker().nanos() - waited.sinceNanos);
        Entry step = verdict.of(waited);
        if (step == Entry.PASSED) {
            at++;
            step = goOn();
        }
        if (step == Entry.WAITING) {
            return;
        }
        var _ = end(step).whenComplete((response, failure) -> {
            if (failure == null) {
                waited.answer.complete(response);
            } else {
                waited.answer.completeExceptionally(failure);
            }
        });
    }
}
