package io.gridgate.ratelimit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gridgate.ratelimit.ask.OneAsk;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterStore.Standing;
import io.gridgate.ratelimit.counter.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one key of one limit has to do with its counter: the requests that wait for permits, the one ask that is under way, and what was last heard.
 *
 * <p>Requests that come while an ask is under way wait together and are asked for together. An ask that is given up stays the one to be asked next:
 * the counter answers it by what it was granted, if it was granted any, so that a slow failover costs no permits.
 *
 * <p>Thread-safety: guarded by its monitor, held for a few steps without calls; waiters are told outside of it. What was last heard is volatile.
 */
final class KeyAsks {

    private final Supplier<KeySettings> settings;
    private final Lending lending;
    private volatile @Nullable Knowledge known;
    private final LostAsk lost = new LostAsk();

    @GuardedBy("this") private final WaitingLine waiting = new WaitingLine();
    @GuardedBy("this") private final OneAsk<Ask> ask;
    @GuardedBy("this") private @Nullable SpentAlone alone;

    /**
     * Creates what nothing has been asked of.
     *
     * @param settings of the limit, as the served revision has them
     * @param lending changed under this monitor
     * @param onAskOver hears of the ids of asks that are answered or given up
     */
    KeyAsks(Supplier<KeySettings> settings, Lending lending, LongConsumer onAskOver) {
        this.settings = settings;
        this.lending = lending;
        this.ask = new OneAsk<>(onAskOver);
    }

    /** Returns what was last heard; null: nothing yet. */
    @Nullable
    Knowledge known() {
        return known;
    }

    /** Returns whether the last ask was given up, so that requests do not wait. */
    boolean isLost() {
        return lost.isLost();
    }

    /** Returns whether a request may pass although the counter cannot be asked. */
    synchronized boolean takeAlone(int units, Standing standing, long nowNanos, long nowMillis) {
        SpentAlone spent = alone;
        if (spent == null) {
            spent = new SpentAlone();
            alone = spent;
        }
        return spent.take(settings.get(), units, standing, known, nowNanos, nowMillis);
    }

    /** Lets the waiter wait; returns whether the desk has to be told of this key. */
    synchronized boolean join(Waiter waiter) {
        waiting.add(waiter);
        return ask.claim();
    }

    /** Returns whether the desk has to be told of this key because it might answer again. */
    synchronized boolean probe(long nowNanos) {
        return ask.mayTryAgain(nowNanos) && ask.claim();
    }

    /** Takes the waiter out; returns false if it has been, or is about to be, told. */
    synchronized boolean leave(Waiter waiter) {
        return waiting.remove(waiter);
    }

    /**
     * Begins an ask for all that wait; returns it, or null if nothing has to be asked.
     *
     * @param id of the ask, if there is one
     */
    @Nullable
    Ask begin(long holder, long id, Standing standing, long nowNanos) {
        List<Runnable> verdicts = new ArrayList<>();
        Ask begun;
        synchronized (this) {
            ask.unpost();
            waiting.serve(lending.lease(), nowNanos, verdicts);
            if (!standing.isAskable()) {
                giveUp(nowNanos, verdicts);
            }
            begun = standing.isAskable() && ask.underWay() == null ? next(holder, id, standing, nowNanos) : null;
        }
        verdicts.forEach(Runnable::run);
        return begun;
    }

    @GuardedBy("this")
    private @Nullable Ask next(long holder, long id, Standing standing, long nowNanos) {
        if (waiting.isEmpty() && !lost.isLost() && !lost.isUnsettled() && untold() == 0) {
            return null;
        }
        KeySettings now = settings.get();
        lending.close(now.rule(), nowNanos);
        Ask before = lost.takeUnsettled();
        Ask next = before == null ? ask(now, holder, id, standing) : before;
        ask.begin(next, nowNanos);
        return next;
    }

    @GuardedBy("this")
    private Ask ask(KeySettings now, long holder, long id, Standing standing) {
        long prefetch = waiting.isEmpty() ? 0 : lending.prefetch(now, known);
        return new Ask(holder, id, waiting.wanted(), prefetch, now.unit(), standing.members(), lending.wishMillis(now.rule()), untold(),
                alone == null ? 0 : alone.untoldAtMillis());
    }

    @GuardedBy("this")
    private long untold() {
        return alone == null ? 0 : alone.untold();
    }

    /**
     * Takes the answer to an ask.
     *
     * @param sentNanos when the ask that is answered was sent, the last of its repetitions if that is not known
     * @return {@link Sweep#BEGIN} if others wait or there is more to tell, {@link Sweep#KEEP} if there may be permits to watch over, else {@link Sweep#DONE}
     */
    Sweep answered(Ask answered, Grant grant, long sentNanos, long nowNanos) {
        List<Runnable> verdicts = new ArrayList<>();
        Sweep next;
        synchronized (this) {
            if (!ask.answered(answered)) {
                return Sweep.DONE;
            }
            lost.onAnswered();
            if (alone != null) {
                alone.told(answered.alone(), answered.aloneAtMillis());
            }
            settle(answered, grant, sentNanos, nowNanos, verdicts);
            boolean isMore = !waiting.isEmpty() || untold() > 0;
            next = isMore && ask.claim() ? Sweep.BEGIN : lending.lease() == Lease.NONE ? Sweep.DONE : Sweep.KEEP;
        }
        verdicts.forEach(Runnable::run);
        return next;
    }

    @GuardedBy("this")
    private void settle(Ask answered, Grant grant, long sentNanos, long nowNanos, List<Runnable> verdicts) {
        long ends = Knowledge.after(sentNanos, Math.max(0, grant.leaseMillis()));
        boolean late = nowNanos - ends >= 0;
        Lease lent = late ? lending.lendTooLate() : lending.lend(answered.id(), grant.granted(), ends, nowNanos);
        waiting.serve(lent, nowNanos, verdicts);
        long free = grant.left() + lent.left();
        if (!late) {
            waiting.refuse(free, verdicts);
        }
        known = Knowledge.of(grant, !late && free < answered.unit(), nowNanos);
        lending.open(lent, nowNanos);
    }

    /** The ask failed, or was not sent; nobody knows what became of it, so it will be repeated. */
    synchronized void failed(Ask failed, long nowNanos) {
        ask.failed(failed, nowNanos);
    }

    /** Returns the ask that is under way. */
    synchronized @Nullable Ask underWay() {
        return ask.underWay();
    }

    /**
     * Looks whether something is late or idle.
     *
     * @param mayLie whether permits that nobody misses may lie here for a while
     */
    Sweep sweep(Standing standing, boolean mayLie, long nowNanos) {
        List<Runnable> verdicts = new ArrayList<>();
        Sweep next;
        synchronized (this) {
            next = ask.underWay() == null ? sweepIdle(standing, mayLie, nowNanos) : sweepAsk(standing, nowNanos, verdicts);
        }
        verdicts.forEach(Runnable::run);
        return next;
    }

    @GuardedBy("this")
    private Sweep sweepAsk(Standing standing, long nowNanos, List<Runnable> verdicts) {
        OneAsk.Late late = ask.late(standing.isAskable(), nowNanos);
        if (late == OneAsk.Late.GIVE_UP) {
            giveUp(nowNanos, verdicts);
        }
        return late == OneAsk.Late.REPEAT ? Sweep.REPEAT : Sweep.KEEP;
    }

    @GuardedBy("this")
    private Sweep sweepIdle(Standing standing, boolean mayLie, long nowNanos) {
        lost.forget(nowNanos);
        boolean untold = untold() > 0 || lost.isUnsettled();
        if (untold && standing.isAskable() && ask.mayTryAgain(nowNanos) && ask.claim()) {
            return Sweep.BEGIN;
        }
        return switch (lending.look(settings.get().rule(), known, mayLie, nowNanos)) {
            case IDLE -> Sweep.GIVE_BACK;
            case IN_USE -> Sweep.KEEP;
            case MAY_LIE -> untold || ask.isPosted() ? Sweep.KEEP : Sweep.LATER;
            case OVER -> untold || ask.isPosted() ? Sweep.KEEP : Sweep.DONE;
        };
    }

    /** Nobody looks after the key any more: what is under way is given up. */
    void abandon(long nowNanos) {
        List<Runnable> verdicts = new ArrayList<>();
        synchronized (this) {
            giveUp(nowNanos, verdicts);
        }
        verdicts.forEach(Runnable::run);
    }

    /** Returns the permits to give back, ending the lease; null: there are none, or an ask is under way. */
    synchronized Lending.@Nullable Idle idle(long nowNanos) {
        return ask.underWay() == null ? lending.idle(nowNanos) : null;
    }

    @GuardedBy("this")
    private void giveUp(long nowNanos, List<Runnable> verdicts) {
        Ask given = ask.giveUp(nowNanos);
        if (given != null) {
            lost.onGivenUp(given, nowNanos);
            lending.restore(nowNanos);
        }
        waiting.lose(verdicts);
    }
}
