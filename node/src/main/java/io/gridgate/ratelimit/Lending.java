package io.gridgate.ratelimit;

import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.config.gateway.RateLimitConfig.Mode;
import io.gridgate.ratelimit.counter.CounterRule;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a node has borrowed of one key: the lease that all loops spend, what is kept of the one before, and how much is worth asking for.
 *
 * <p>Thread-safety: {@link #lease} by any thread; the rest is confined to its {@link KeyAsks}' monitor.
 */
final class Lending {

    /** What is to be done about the lease. */
    enum Use {
        /** Nothing any more: there is none, or it is used up. */
        OVER,
        /** Nothing now; look again. */
        IN_USE,
        /** Nothing for a while; look again then. */
        MAY_LIE,
        /** Give its permits back. */
        IDLE
    }

    /** Permits that a node has no use for. */
    record Idle(long id, long units) {}

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

    private volatile Lease lease = Lease.NONE;
    private long carried;
    private long carriedEndsNanos;
    private long pool;
    private long lentNanos;
    private @Nullable Pace pace;
    private long wishMillis;
    private long seenLeft = -1;
    private long seenNanos;

    Lease lease() {
        return lease;
    }

    /** Returns how long the next lease should last. */
    long wishMillis(CounterRule rule) {
        if (wishMillis == 0) {
            wishMillis = Math.clamp(rule.windowMillis() / LEASE_MILLIS_MIN, LEASE_MILLIS_MIN, LEASE_MILLIS);
        }
        return wishMillis;
    }

    /** Returns how many permits to ask for beyond those that are waited for. */
    long prefetch(KeySettings now, @Nullable Knowledge known) {
        if (now.mode() == Mode.EXACT) {
            return 0;
        }
        Pace spent = pace(now.rule());
        if (now.rule().algorithm() != Algorithm.FIXED_WINDOW) {
            return (long) (spent.briefly() * SLIDING_PART);
        }
        return (long) (isPlentiful(now.rule(), known) ? spent.lately() : spent.briefly());
    }

    /** Returns whether so much was left at the last contact that others do not miss what lies here for a while. */
    private static boolean isPlentiful(CounterRule rule, @Nullable Knowledge known) {
        return known != null && rule.algorithm() == Algorithm.FIXED_WINDOW && known.left() >= rule.capacity() / PLENTY_PART;
    }

    private Pace pace(CounterRule rule) {
        Pace current = pace;
        if (current == null) {
            current = Pace.of(rule.windowMillis());
            pace = current;
        }
        return current;
    }

    /** Counts what was spent; what is left of a fixed window's lease is kept for the next, of the others' it is lost. */
    void close(CounterRule rule, long nowNanos) {
        Lease old = lease;
        lease = Lease.NONE;
        long rest = old.close();
        pace(rule).spent(Math.max(0, pool - rest), lentNanos, nowNanos);
        pool = 0;
        carried = rule.algorithm() == Algorithm.FIXED_WINDOW ? rest : 0;
        carriedEndsNanos = old.endsNanos();
    }

    /** Returns the lease of an ask, with what was kept; nobody finds it before it is {@linkplain #open opened}. */
    Lease lend(long id, long granted, long endsNanos, long nowNanos) {
        pool = granted + (carriedEndsNanos - nowNanos > 0 ? carried : 0);
        carried = 0;
        return pool == 0 ? Lease.NONE : new Lease(id, granted, pool, endsNanos);
    }

    /** The answer came after the end of the lease, so the next one should last longer. */
    Lease lendTooLate() {
        wishMillis = Math.min(2 * wishMillis, LEASE_MILLIS_MAX);
        pool = 0;
        carried = 0;
        return Lease.NONE;
    }

    /** Lets loops spend the lease; it may be empty: a request that another limit refuses puts its permits back. */
    void open(Lease lent, long nowNanos) {
        seenLeft = -1;
        lentNanos = nowNanos;
        lease = lent;
    }

    /** What was kept of the last lease can be spent although no new one came; it is given back no more. */
    void restore(long nowNanos) {
        if (carried > 0) {
            pool = carried;
            lentNanos = nowNanos;
            lease = new Lease(0, 0, carried, carriedEndsNanos);
            carried = 0;
        }
    }

    /**
     * Looks whether the permits are spent.
     *
     * @param mayLie whether permits that nobody misses may lie here for a while
     */
    Use look(CounterRule rule, @Nullable Knowledge known, boolean mayLie, long nowNanos) {
        Lease current = lease;
        long left = current.left();
        if (current.isOver(nowNanos) || current.granted() == 0) {
            return Use.OVER;
        }
        long idle = left > 0 && mayLie && isPlentiful(rule, known) ? pace(rule).longNanos() : IDLE_NANOS;
        if (left != seenLeft) {
            seenLeft = left;
            seenNanos = nowNanos;
        } else if (nowNanos - seenNanos >= idle) {
            return left == 0 ? Use.OVER : Use.IDLE;
        }
        return idle >= LATER_NANOS ? Use.MAY_LIE : Use.IN_USE;
    }

    /** Returns the permits to give back, ending the lease; null: there are none. */
    @Nullable
    Idle idle(long nowNanos) {
        Lease current = lease;
        if (current.granted() == 0 || current.isOver(nowNanos)) {
            return null;
        }
        lease = Lease.NONE;
        long rest = current.close();
        pool -= rest;
        long units = Math.min(rest, current.granted());
        return units == 0 ? null : new Idle(current.id(), units);
    }
}
