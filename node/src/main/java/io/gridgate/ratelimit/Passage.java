package io.gridgate.ratelimit;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.ratelimit.RateLimitFilter.Applied;
import io.gridgate.ratelimit.RateLimitFilter.Desk;
import io.gridgate.ratelimit.ask.OneAsk;
import io.gridgate.ratelimit.counter.CounterStore.Standing;
import io.gridgate.ratelimit.counter.Grant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on its way through the limits of its route, one after the other; the first that refuses it gives back what the others have taken.
 *
 * <p>Thread-safety: confined to the exchange's loop; its callbacks as a {@link Waiter} come on any thread and go on on the loop.
 */
final class Passage implements Waiter, BiFunction<@Nullable Response, @Nullable Throwable, Response> {

    /** What became of an exchange at a limit. */
    private enum Step {
        PASSED,
        REFUSED,
        WAITING
    }

    private static final long RETRY_ALONE_MILLIS = 1_000;

    private final List<Applied> limits;
    private final Desk desk;
    private final Exchange exchange;
    private final Chain next;
    /** Index: as the limits; what was taken of each, if it can be put back. */
    private final @Nullable Lease[] taken;
    private int at;
    private @Nullable RateLimit tightest;
    private long left;
    private long resetMillis;
    private @Nullable GatewayException refusal;
    private @Nullable Wait wait;

    /** What there is of an exchange only if it has to wait. */
    private static final class Wait {
        private final CompletableFuture<Response> answer;
        private final RateLimit limit;
        private final KeyCounter counter;
        private final long sinceNanos;
        private EventLoop.@Nullable Timer timer;

        private Wait(CompletableFuture<Response> answer, RateLimit limit, KeyCounter counter, long sinceNanos) {
            this.answer = answer;
            this.limit = limit;
            this.counter = counter;
            this.sinceNanos = sinceNanos;
        }
    }

    Passage(List<Applied> limits, Desk desk, Exchange exchange, Chain next) {
        this.limits = limits;
        this.desk = desk;
        this.exchange = exchange;
        this.next = next;
        this.taken = new Lease[limits.size()];
    }

    CompletionStage<Response> begin() {
        Step step = goOn();
        return step == Step.WAITING ? Objects.requireNonNull(wait).answer : end(step);
    }

    private CompletionStage<Response> end(Step step) {
        return step == Step.PASSED ? proceed() : CompletableFuture.failedFuture(Objects.requireNonNull(refusal));
    }

    private Step goOn() {
        Step step = Step.PASSED;
        while (at < limits.size() && step == Step.PASSED) {
            Applied applied = limits.get(at);
            Map<String, String> captures = applied.limit().match(exchange, applied.isNamed());
            step = captures == null ? Step.PASSED : pass(applied.limit(), captures);
            at += step == Step.PASSED ? 1 : 0;
        }
        return step;
    }

    private Step pass(RateLimit limit, Map<String, String> captures) {
        long now = desk.ticker().nanos();
        KeyCounter counter = limit.counter(exchange, captures, now);
        return limit.isLocal() ? passLocally(limit, counter) : pass(limit, counter, now);
    }

    private Step passLocally(RateLimit limit, KeyCounter counter) {
        Grant grant = counter.takeOwn(limit.rule(), limit.units(), desk.clock().millis());
        return grant.granted() > 0 ? passed(limit, Lease.NONE, grant.left(), grant.resetMillis())
                : refused(limit, grant.resetMillis(), grant.retryMillis());
    }

    private Step pass(RateLimit limit, KeyCounter counter, long now) {
        Lease lease = counter.take(limit.units(), now);
        if (lease != null) {
            return passed(limit, counter, lease, now);
        }
        if (counter.isRefusing(now)) {
            return refused(limit, counter, now);
        }
        Standing standing = desk.asks().standing();
        if (!standing.isAskable() || counter.asks().isLost()) {
            return passAlone(limit, counter, standing, now);
        }
        return limit.isShadow() ? countLater(limit, counter) : await(limit, counter, now);
    }

    private Step passed(RateLimit limit, KeyCounter counter, Lease lease, long nowNanos) {
        return passed(limit, lease, counter.left(nowNanos), millisUntil(counter, nowNanos, true));
    }

    private Step passed(RateLimit limit, Lease lease, long limitLeft, long limitReset) {
        taken[at] = lease;
        if (!limit.isShadow() && (tightest == null || limitLeft < left)) {
            tightest = limit;
            left = limitLeft;
            resetMillis = limitReset;
        }
        return Step.PASSED;
    }

    private Step refused(RateLimit limit, KeyCounter counter, long nowNanos) {
        return refused(limit, millisUntil(counter, nowNanos, true), millisUntil(counter, nowNanos, false));
    }

    private Step refused(RateLimit limit, long limitReset, long retryMillis) {
        limit.violated();
        if (limit.isShadow()) {
            return Step.PASSED;
        }
        putBack();
        refusal = limit.refusal(limitReset, retryMillis);
        return Step.REFUSED;
    }

    private void putBack() {
        for (int i = 0; i < at; i++) {
            Lease lease = taken[i];
            if (lease != null) {
                lease.putBack(limits.get(i).limit().units());
            }
        }
    }

    private static long millisUntil(KeyCounter counter, long nowNanos, boolean reset) {
        Knowledge known = counter.known();
        if (known == null) {
            return 0;
        }
        long nanos = (reset ? known.resetAtNanos() : known.retryAtNanos()) - nowNanos;
        return Math.max(0, Math.ceilDiv(nanos, TimeUnit.MILLISECONDS.toNanos(1)));
    }

    private Step passAlone(RateLimit limit, KeyCounter counter, Standing standing, long nowNanos) {
        boolean passes = counter.asks().takeAlone(limit.units(), standing, nowNanos, desk.clock().millis());
        limit.decidedAlone(passes);
        if (passes) {
            desk.asks().watch(counter);
        }
        if (standing.isAskable() && counter.asks().probe(nowNanos)) {
            desk.asks().post(counter);
        }
        return passes ? passed(limit, counter, Lease.NONE, nowNanos)
                : refused(limit, millisUntil(counter, nowNanos, true), RETRY_ALONE_MILLIS);
    }

    private Step countLater(RateLimit limit, KeyCounter counter) {
        join(counter, new ShadowCount(limit));
        return Step.PASSED;
    }

    private Step await(RateLimit limit, KeyCounter counter, long nowNanos) {
        Wait before = wait;
        Wait now = new Wait(before == null ? new CompletableFuture<>() : before.answer, limit, counter, nowNanos);
        wait = now;
        if (before == null) {
            exchange.onCancelled(this::onCancelled);
        }
        now.timer = exchange.loop().schedule(this::onDeadline, OneAsk.WAIT_NANOS);
        join(counter, this);
        return Step.WAITING;
    }

    private void join(KeyCounter counter, Waiter waiter) {
        if (counter.asks().join(waiter)) {
            desk.asks().post(counter);
        }
    }

    @Override
    public int units() {
        return limits.get(at).limit().units();
    }

    @Override
    public void onAdmitted(Lease lease) {
        exchange.loop().execute(() -> resume(waited -> {
            long now = desk.ticker().nanos();
            return exchange.isCancelled() ? cancelled(waited, lease) : passed(waited.limit, waited.counter, lease, now);
        }));
    }

    @Override
    public void onRefused() {
        exchange.loop().execute(() -> resume(waited -> refused(waited.limit, waited.counter, desk.ticker().nanos())));
    }

    @Override
    public void onLost() {
        exchange.loop().execute(() -> resume(this::lost));
    }

    private void onDeadline() {
        Wait waited = Objects.requireNonNull(wait);
        if (waited.counter.asks().leave(this)) {
            resume(this::lost);
        }
    }

    private void onCancelled() {
        Wait waited = Objects.requireNonNull(wait);
        if (!waited.answer.isDone() && waited.counter.asks().leave(this)) {
            resume(now -> cancelled(now, Lease.NONE));
        }
    }

    private Step lost(Wait waited) {
        return exchange.isCancelled() ? cancelled(waited, Lease.NONE)
                : passAlone(waited.limit, waited.counter, desk.asks().standing(), desk.ticker().nanos());
    }

    /** Nobody is there to be answered any more. */
    private Step cancelled(Wait waited, Lease lease) {
        lease.putBack(waited.limit.units());
        putBack();
        refusal = GatewayException.of(ErrorCode.REQUEST_TIMEOUT);
        return Step.REFUSED;
    }

    /** How a wait ends. */
    private interface Verdict {
        Step of(Wait waited);
    }

    private void resume(Verdict verdict) {
        Wait waited = Objects.requireNonNull(wait);
        if (waited.timer != null) {
            waited.timer.cancel();
        }
        desk.meters().waited(desk.ticker().nanos() - waited.sinceNanos);
        Step step = verdict.of(waited);
        if (step == Step.PASSED) {
            at++;
            step = goOn();
        }
        if (step == Step.WAITING) {
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

    private CompletionStage<Response> proceed() {
        CompletionStage<Response> answer = next.proceed(exchange);
        if (tightest == null) {
            return answer;
        }
        // An answer that is there already costs no further stage.
        if (answer instanceof CompletableFuture<Response> ready && ready.isDone() && !ready.isCompletedExceptionally()) {
            apply(ready.join(), null);
            return answer;
        }
        return answer.handle(this);
    }

    /** The answer says how much is left of the tightest limit, or the failure does. */
    @Override
    public Response apply(@Nullable Response response, @Nullable Throwable failure) {
        RateLimit shown = Objects.requireNonNull(tightest);
        if (response != null) {
            shown.describe(response.headers(), left, resetMillis);
            return response;
        }
        Throwable cause = failure == null ? new IllegalStateException("the rest of the chain answered nothing")
                : ErrorAnswer.unwrap(failure);
        throw new CompletionException(cause instanceof GatewayException refused
                ? refused.with(refused.details(), shown.fields(left, resetMillis)) : cause);
    }

    /** A request that went on already and is only counted. */
    private record ShadowCount(RateLimit limit) implements Waiter {

        @Override
        public int units() {
            return limit.units();
        }

        @Override
        public void onAdmitted(Lease lease) {
            // It counts, and that is all.
        }

        @Override
        public void onRefused() {
            limit.violated();
        }

        @Override
        public void onLost() {
            // Nobody knows whether it would have passed.
        }
    }
}
