package io.gridgate.ratelimit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The permits that a node has borrowed of one key, spent by all loops without a call.
 *
 * <p>Error bound: the cluster never admits more than the limit; what lies in leases may refuse others early, at most a fortieth of the limit per
 * node, and less the less is left (docs/adr/0003).
 *
 * <p>Thread-safety: lock-free; the number of permits is the only mutable field, changed by compare-and-set. A closed lease has so few that no
 * permits put back into it make it spendable again.
 */
final class Lease {

    /** A lease without permits, which takes none back. */
    static final Lease NONE = new Lease(0, 0, 0, 0);

    private static final long CLOSED = Long.MIN_VALUE / 2;

    private final long id;
    private final long granted;
    private final long endsNanos;
    private final AtomicLong permits;

    /**
     * Creates a lease.
     *
     * @param id of the ask that it was granted for; 0: none, so that nothing of it can be given back
     * @param granted for that ask
     * @param permits to be spent: those, and what was left of the lease before
     * @param endsNanos the moment of the ticker from which on none may be spent
     */
    Lease(long id, long granted, long permits, long endsNanos) {
        this.id = id;
        this.granted = granted;
        this.endsNanos = endsNanos;
        this.permits = new AtomicLong(permits == 0 ? CLOSED : permits);
    }

    /** Takes that many permits (>= 1) at that moment; returns whether there were so many. */
    boolean take(long units, long nowNanos) {
        if (isOver(nowNanos)) {
            return false;
        }
        for (long left = permits.get(); left >= units; left = permits.get()) {
            if (permits.compareAndSet(left, left - units)) {
                return true;
            }
        }
        return false;
    }

    /** Puts permits back that were taken and not used; they are lost if the lease is closed. */
    void putBack(long units) {
        permits.addAndGet(units);
    }

    /** Ends it; returns the permits that were left. */
    long close() {
        return Math.max(0, permits.getAndSet(CLOSED));
    }

    /** Returns the permits that are left, whether or not they may still be spent. */
    long left() {
        return Math.max(0, permits.get());
    }

    boolean isOver(long nowNanos) {
        return nowNanos - endsNanos >= 0;
    }

    long id() {
        return id;
    }

    /** Returns the permits that were granted for its ask: no more than these can be given back. */
    long granted() {
        return granted;
    }

    long endsNanos() {
        return endsNanos;
    }
}
