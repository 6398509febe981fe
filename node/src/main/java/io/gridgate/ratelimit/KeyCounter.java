package io.gridgate.ratelimit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.config.gateway.RateLimitConfig.Mode;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterStore.Standing;
import io.gridgate.ratelimit.counter.Grant;
import io.gridgate.ratelimit.usage.KeyUsage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's side of one key of one limit: the lease that all loops spend, the requests that wait for the next one, and the one ask that is under way.
 *
 * <p>Requests that come while an ask is under way wait together and are asked for together. An ask whose answer does not come is repeated under its
 * id. After two seconds nobody waits for it any more, but it stays the one to be asked next: the counter answers it by what it was granted, if it was
 * granted any, so that a slow failover costs no permits.
 *
 * <p>Thread-safety: spending is lock-free. Everything else is guarded by the monitor, held for a few steps without calls; waiters are told outside
 * it.
 */
final class KeyCounter {

    /** What the desk is to do about a key. */
    enum Sweep {
        /** Nothing any more. */
        DONE,
        /** Nothing now; look again. */
        KEEP,
        /** Nothing for a while; look again then. */
        LATER,
        /** Begin an ask. */
        BEGIN,
        /** Send the ask that is under way again. */
        REPEAT,
        /** Give the idle permits back. */
        GIVE_BACK
    }

    /** Permits that a node has no use for. */
    record Idle(long id, long units) {}

    /** How long a request waits for the counter, and an ask for its answer. */
    static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long REPEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** As long as a counter remembers asks beyond their leases. */
    private static final long UNSETTLED_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** Permits that others may miss are idle after this; looks are 50 ms apart, so after 50 to 100 ms. */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
    /** Keys whose permits may lie longer than this are looked at now and then only. */
    private static final long LATER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Nobody misses a few permits while this part of the limit is left. */
    private static final int PLENTY_PART = 2;
    /** A sliding window and a bucket lend 20 ms of traffic, a fixed window 50 ms. */
    private static final double SLIDING_PART = 0.4;
    private static final long LEASE_MILLIS_MIN = 20;
    private static final long LEASE_MILLIS = 100;
    private static final long LEASE_MILLIS_MAX = 2_000;

    private final String key;
    private final Supplier<KeySettings> settings;
    private final OwnCounter own = new OwnCounter();
    private volatile Lease lease = Lease.NONE;
    private volatile @Nullable Knowledge known;
    private volatile boolean lost;
    private volatile boolean evicted;

    @GuardedBy("this") private final Deque<Waiter> waiters = new ArrayDeque<>(2);
    @GuardedBy("this") private @Nullable SpentAlone alone;
    @GuardedBy("this") private boolean posted;
    @GuardedBy("this") private @Nullable Ask underWay;
    /** The ask that was given up and of which nobody knows what became. */
    @GuardedBy("this") private @Nullable Ask unsettled;
    @GuardedBy("this") private long lostNanos;
    @GuardedBy("this") private long begunNanos;
    @GuardedBy("this") private long repeatAtNanos;
    @GuardedBy("this") private long carried;
    @GuardedBy("this") private long carriedEndsNanos;
    @GuardedBy("this") private long pool;
    @GuardedBy("this") private long lentNanos;
    @GuardedBy("this") private @Nullable Pace pace;
    @GuardedBy("this") private long leaseWishMillis;
    @GuardedBy("this") private long seenLeft = -1;
    @GuardedBy("this") private long seenNanos;

    /**
     * Creates the counter of a key.
     *
     * @param key in the store
     * @param settings of the limit, as the served revision has them
     */
    KeyCounter(String key, Supplier<KeySettings> settings) {
        this.key = key;
        this.settings = settings;
    }

    String key() {
        return key;
    }

    CounterRule rule() {
        return settings.get().rule();
    }

    /** Returns the lease that so many permits (>= 1) were taken from, or null: there are none here. */
    @Nullable
    Lease take(int units, long nowNanos) {
        Lease current = lease;
        return current.take(units, nowNanos) ? current : null;
    }

    /** Returns the answer of a limit in local mode. */
    Grant takeOwn(CounterRule rule, int units, long nowMillis) {
        return own.take(rule, units, nowMillis);
    }

    /** Returns whether the counter said a moment ago that it has none. */
    boolean isRefusing(long nowNanos) {
        Knowledge last = known;
        return last != null && last.isRefusing(nowNanos);
    }

    /** Returns what was last heard; null: nothing yet. */
    @Nullable
    Knowledge known() {
        return known;
    }

    /** Returns the permits that are left as far as this node knows. */
    long left(long nowNanos) {
        Knowledge last = known;
        Lease current = lease;
        return (last == null || nowNanos - last.resetAtNanos() >= 0 ? 0 : last.left()) + (current.isOver(nowNanos) ? 0 : current.left());
    }

    /**
     * Returns how much of the limit is taken; null: this node has heard nothing that still counts.
     *
     * @param name of the key, for those who look at it
     */
    @Nullable
    KeyUsage usage(String name, long nowNanos) {
        Knowledge last = known;
        if (last == null || nowNanos - last.resetAtNanos() >= 0) {
            return null;
        }
        Lease current = lease;
        long held = current.isOver(nowNanos) ? 0 : current.left();
        long taken = Math.max(0, rule().capacity() - last.left());
        return new KeyUsage(name, taken, Math.min(held, taken), TimeUnit.NANOSECONDS.toMillis(nowNanos - last.heardNanos()),
                TimeUnit.NANOSECONDS.toMillis(last.resetAtNanos() - nowNanos));
    }

    /** Returns how much of a limit in local mode is taken. */
    KeyUsage ownUsage(String name, long nowMillis) {
        CounterRule rule = rule();
        Grant now = own.look(rule, nowMillis);
        return new KeyUsage(name, Math.max(0, rule.capacity() - now.left()), 0, 0, now.resetMillis());
    }

    /** This node has too many keys, or this one was not asked for in a long time: requests do not find it any more. */
    void onEvicted() {
        evicted = true;
    }

    boolean isEvicted() {
        return evicted;
    }

    /** Returns whether the last ask was given up, so that requests do not wait. */
    boolean isLost() {
        return lost;
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
        waiters.add(waiter);
        return claim();
    }

    /** Returns whether the desk has to be told of this key because it might answer again. */
    synchronized boolean probe(long nowNanos) {
        return nowNanos - repeatAtNanos >= 0 && claim();
    }

    @GuardedBy("this")
    private boolean claim() {
        boolean first = !posted && underWay == null;
        posted |= first;
        return first;
    }

    /** Takes the waiter out; returns false if it has been, or is about to be, told. */
    synchronized boolean leave(Waiter waiter) {
        return waiters.remove(waiter);
    }

    /**
     * Begins an ask for all that wait; returns it, or null if nothing has to be asked.
     *
     * @param id of the ask, if there is one
     */
    @Nullable
    Ask begin(long holder, long id, Standing standing, long nowNanos) {
        List<Runnable> verdicts = new ArrayList<>();
        Ask ask;
        synchronized (this) {
            posted = false;
            serve(lease, nowNanos, verdicts);
            if (!standing.isAskable()) {
                giveUp(nowNanos, verdicts);
            }
            ask = standing.isAskable() && underWay == null ? next(holder, id, standing, nowNanos) : null;
        }
        verdicts.forEach(Runnable::run);
        return ask;
    }

    @GuardedBy("this")
    private @Nullable Ask next(long holder, long id, Standing standing, long nowNanos) {
        if (waiters.isEmpty() && !lost && unsettled == null && untold() == 0) {
            return null;
        }
        KeySettings now = settings.get();
        closeLease(now, nowNanos);
        Ask before = unsettled;
        Ask ask = before == null ? ask(now, holder, id, standing) : before;
        unsettled = null;
        underWay = ask;
        begunNanos = nowNanos;
        repeatAtNanos = nowNanos + REPEAT_NANOS;
        return ask;
    }

    @GuardedBy("this")
    private Ask ask(KeySettings now, long holder, long id, Standing standing) {
        if (leaseWishMillis == 0) {
            leaseWishMillis = Math.clamp(now.rule().windowMillis() / LEASE_MILLIS_MIN, LEASE_MILLIS_MIN, LEASE_MILLIS);
        }
        long wanted = 0;
        for (Waiter waiter : waiters) {
            wanted += waiter.units();
        }
        SpentAlone spent = alone;
        return new Ask(holder, id, wanted, waiters.isEmpty() ? 0 : prefetch(now), now.unit(), standing.members(), leaseWishMillis, untold(),
                spent == null ? 0 : spent.untoldAtMillis());
    }

    @GuardedBy("this")
    private long untold() {
        return alone == null ? 0 : alone.untold();
    }

    /** Counts what was spent; what is left of a fixed window's lease is kept for the next, of the others' it is lost. */
    @GuardedBy("this")
    private void closeLease(KeySettings now, long nowNanos) {
        Lease old = lease;
        lease = Lease.NONE;
        long rest = old.close();
        pace(now.rule()).spent(Math.max(0, pool - rest), lentNanos, nowNanos);
        pool = 0;
        carried = now.rule().algorithm() == Algorithm.FIXED_WINDOW ? rest : 0;
        carriedEndsNanos = old.endsNanos();
    }

    @GuardedBy("this")
    private long prefetch(KeySettings now) {
        if (now.mode() == Mode.EXACT) {
            return 0;
        }
        Pace spent = pace(now.rule());
        if (now.rule().algorithm() != Algorithm.FIXED_WINDOW) {
            return (long) (spent.briefly() * SLIDING_PART);
        }
        return (long) (isPlentiful(now.rule()) ? spent.lately() : spent.briefly());
    }

    /** Returns whether so much was left at the last contact that others do not miss what lies here for a while. */
    @GuardedBy("this")
    private boolean isPlentiful(CounterRule rule) {
        Knowledge last = known;
        return last != null && rule.algorithm() == Algorithm.FIXED_WINDOW && last.left() >= rule.capacity() / PLENTY_PART;
    }

    @GuardedBy("this")
    private Pace pace(CounterRule rule) {
        Pace current = pace;
        if (current == null) {
            current = Pace.of(rule.windowMillis());
            pace = current;
        }
        return current;
    }

    /**
     * Takes the answer to an ask.
     *
     * @param sentNanos when the ask that is answered was sent, the last of its repetitions if that is not known
     * @return {@link Sweep#BEGIN} if others wait or there is more to tell, {@link Sweep#KEEP} if there may be permits to watch over, else {@link Sweep#DONE}
     */
    Sweep answered(Ask ask, Grant grant, long sentNanos, long nowNanos) {
        List<Runnable> verdicts = new ArrayList<>();
        Sweep next;
        synchronized (this) {
            if (!isUnderWay(ask)) {
                return Sweep.DONE;
            }
            underWay = null;
            lost = false;
            if (alone != null) {
                alone.told(ask.alone(), ask.aloneAtMillis());
            }
            settle(ask, grant, sentNanos, nowNanos, verdicts);
            next = (!waiters.isEmpty() || untold() > 0) && claim() ? Sweep.BEGIN : lease == Lease.NONE ? Sweep.DONE : Sweep.KEEP;
        }
        verdicts.forEach(Runnable::run);
        return next;
    }

    @GuardedBy("this")
    private void settle(Ask ask, Grant grant, long sentNanos, long nowNanos, List<Runnable> verdicts) {
        long ends = Knowledge.after(sentNanos, Math.max(0, grant.leaseMillis()));
        boolean late = nowNanos - ends >= 0;
        if (late) {
            leaseWishMillis = Math.min(2 * leaseWishMillis, LEASE_MILLIS_MAX);
        }
        long kept = carriedEndsNanos - nowNanos > 0 ? carried : 0;
        carried = 0;
        pool = late ? 0 : grant.granted() + kept;
        Lease lent = pool == 0 ? Lease.NONE : new Lease(ask.id(), grant.granted(), pool, ends);
        serve(lent, nowNanos, verdicts);
        long free = grant.left() + lent.left();
        if (!late) {
            refuse(free, verdicts);
        }
        known = Knowledge.of(grant, !late && free < ask.unit(), nowNanos);
        seenLeft = -1;
        lentNanos = nowNanos;
        // Though it may be empty: a request that another limit refuses puts its permits back.
        lease = lent;
    }

    @GuardedBy("this")
    private void serve(Lease from, long nowNanos, List<Runnable> verdicts) {
        while (!waiters.isEmpty() && from.take(waiters.element().units(), nowNanos)) {
            Waiter waiter = waiters.remove();
            verdicts.add(() -> waiter.onAdmitted(from));
        }
    }

    /** Those who want more than there is will not get it by asking again. */
    @GuardedBy("this")
    private void refuse(long free, List<Runnable> verdicts) {
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext();) {
            Waiter waiter = each.next();
            if (waiter.units() > free) {
                each.remove();
                verdicts.add(waiter::onRefused);
            }
        }
    }

    /** The ask failed, or was not sent; nobody knows what became of it, so it will be repeated. */
    synchronized void failed(Ask ask, long nowNanos) {
        if (isUnderWay(ask)) {
            repeatAtNanos = nowNanos + AFTER_FAILURE_NANOS;
        }
    }

    @GuardedBy("this")
    private boolean isUnderWay(Ask ask) {
        return underWay != null && underWay.id() == ask.id();
    }

    /** Returns the ask that is under way. */
    synchronized @Nullable Ask underWay() {
        return underWay;
    }

    /** Looks whether something is late or idle. */
    Sweep sweep(Standing standing, long nowNanos) {
        List<Runnable> verdicts = new ArrayList<>();
        Sweep next;
        synchronized (this) {
            next = sweep(standing, nowNanos, verdicts);
        }
        verdicts.forEach(Runnable::run);
        return next;
    }

    @GuardedBy("this")
    private Sweep sweep(Standing standing, long nowNanos, List<Runnable> verdicts) {
        if (underWay != null) {
            if (!standing.isAskable() || nowNanos - begunNanos >= WAIT_NANOS) {
                giveUp(nowNanos, verdicts);
                return Sweep.KEEP;
            }
            if (nowNanos - repeatAtNanos < 0) {
                return Sweep.KEEP;
            }
            repeatAtNanos = nowNanos + REPEAT_NANOS;
            return Sweep.REPEAT;
        }
        boolean untold = untold() > 0 || isUnsettled(nowNanos);
        if (untold && standing.isAskable() && nowNanos - repeatAtNanos >= 0 && claim()) {
            return Sweep.BEGIN;
        }
        Sweep idle = sweepLease(nowNanos);
        return (untold || posted) && idle != Sweep.GIVE_BACK ? Sweep.KEEP : idle;
    }

    /** What a counter has not answered for so long is not asked again without need. */
    @GuardedBy("this")
    private boolean isUnsettled(long nowNanos) {
        if (unsettled != null && nowNanos - lostNanos >= UNSETTLED_NANOS) {
            unsettled = null;
        }
        return unsettled != null;
    }

    @GuardedBy("this")
    private Sweep sweepLease(long nowNanos) {
        Lease current = lease;
        long left = current.left();
        if (current.isOver(nowNanos) || current.granted() == 0) {
            return Sweep.DONE;
        }
        long idle = left > 0 && !evicted && isPlentiful(rule()) ? pace(rule()).longNanos() : IDLE_NANOS;
        if (left != seenLeft) {
            seenLeft = left;
            seenNanos = nowNanos;
        } else if (nowNanos - seenNanos >= idle) {
            return left == 0 ? Sweep.DONE : Sweep.GIVE_BACK;
        }
        return idle >= LATER_NANOS ? Sweep.LATER : Sweep.KEEP;
    }

    /** Returns the permits to give back, ending the lease; null: there are none, or an ask is under way. */
    synchronized @Nullable Idle idle(long nowNanos) {
        Lease current = lease;
        if (underWay != null || current.granted() == 0 || current.isOver(nowNanos)) {
            return null;
        }
        lease = Lease.NONE;
        long rest = current.close();
        pool -= rest;
        long units = Math.min(rest, current.granted());
        return units == 0 ? null : new Idle(current.id(), units);
    }

    @GuardedBy("this")
    private void giveUp(long nowNanos, List<Runnable> verdicts) {
        if (underWay != null) {
            lostNanos = lost ? lostNanos : nowNanos;
            lost = true;
            unsettled = underWay;
            underWay = null;
            repeatAtNanos = nowNanos + REPEAT_NANOS;
            restore(nowNanos);
        }
        for (Waiter waiter : waiters) {
            verdicts.add(waiter::onLost);
        }
        waiters.clear();
    }

    /** What was kept of the last lease can be spent although no new one came; it is given back no more. */
    @GuardedBy("this")
    private void restore(long nowNanos) {
        if (carried > 0) {
            pool = carried;
            lentNanos = nowNanos;
            lease = new Lease(0, 0, carried, carriedEndsNanos);
            carried = 0;
        }
    }
}
