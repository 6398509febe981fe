package io.gridgate.ratelimit;

/**
 * A request that waits for a counter's answer. Exactly one of the callbacks comes, on any thread, unless it leaves the counter first.
 *
 * <p>Thread-safety: callbacks return at once.
 */
interface Waiter {

    /** Returns the permits that it waits for. */
    int units();

    /** It may pass; permits that it does not use go back into that lease. */
    void onAdmitted(Lease lease);

    /** There are no permits. */
    void onRefused();

    /** The counter cannot be asked. */
    void onLost();
}
