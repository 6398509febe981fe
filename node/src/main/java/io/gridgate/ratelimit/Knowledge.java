package io.gridgate.ratelimit;

import io.gridgate.ratelimit.counter.Grant;
import java.util.concurrent.TimeUnit;

/**
 * What a node last heard of a key.
 *
 * <p>Thread-safety: immutable.
 *
 * @param heardNanos when
 * @param left permits that were free then, beside those that this node holds
 * @param resetAtNanos when the limit is wholly free again
 * @param retryAtNanos when permits for one request are free again
 * @param refuseUntilNanos until when none need be asked for
 */
record Knowledge(long heardNanos, long left, long resetAtNanos, long retryAtNanos, long refuseUntilNanos) {

    /** "None left" is believed this long, since others give back what they do not use. */
    private static final long REFUSE_MILLIS = 1_000;

    static Knowledge of(Grant grant, boolean isExhausted, long nowNanos) {
        long refuse = isExhausted ? Math.min(grant.retryMillis(), REFUSE_MILLIS) : 0;
        return new Knowledge(nowNanos, grant.left(), after(nowNanos, grant.resetMillis()), after(nowNanos, grant.retryMillis()),
                after(nowNanos, refuse));
    }

    /** Returns that many milliseconds later, a year at most. */
    static long after(long nanos, long millis) {
        return nanos + TimeUnit.MILLISECONDS.toNanos(Math.min(millis, TimeUnit.DAYS.toMillis(365)));
    }

    /** The moment of who asks may lie before that of the answer, which another thread has brought since: then too nothing is refused unless it says so. */
    boolean isRefusing(long nowNanos) {
        return refuseUntilNanos - heardNanos > 0 && nowNanos - refuseUntilNanos < 0;
    }
}
