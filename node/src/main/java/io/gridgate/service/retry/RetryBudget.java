package io.gridgate.service.retry;

import io.gridgate.base.Ticker;

/**
 * The bound of a node's retries to one service, so that a failing service is not buried under repetitions: a share of the
 * requests of the last ten seconds, and ten a second whatever the share says.
 *
 * <p>Thread-safety: lock-free. Error bound: loops that ask at the same moment may exceed it by one each.
 */
public final class RetryBudget {

    /** Retries that are granted in each second, however few requests there were. */
    public static final int PER_SECOND_MIN = 10;

    private final Ticker ticker;
    private final long originNanos;
    private final SecondBuckets requests = new SecondBuckets();
    private final SecondBuckets retries = new SecondBuckets();

    /** Creates the budget of a service that was not asked yet. */
    public RetryBudget(Ticker ticker) {
        this.ticker = ticker;
        this.originNanos = ticker.nanos();
    }

    /** Counts one request to the service; its retries are not requests. */
    public void onRequest() {
        requests.add(second());
    }

    /** Returns whether one more retry is within {@code share} (0.0 to 1.0) of the requests, and if so counts it. */
    public boolean tryRetry(double share) {
        long second = second();
        if (retries.of(second) >= PER_SECOND_MIN && retries.upTo(second) + 1 > share * requests.upTo(second)) {
            return false;
        }
        retries.add(second);
        return true;
    }

    /** From 1 on, so that an unused bucket belongs to no second. */
    private long second() {
        return (ticker.nanos() - originNanos) / 1_000_000_000L + SecondBuckets.SECONDS;
    }
}
