package io.gridgate.ratelimit.concurrency;

/**
 * An exchange that waits for a permit. Exactly one of the callbacks comes, on any thread, unless it leaves first.
 *
 * <p>Thread-safety: callbacks return at once.
 */
interface Waiter {

    /** It has a permit, which it frees once. */
    void onAdmitted();

    /** There is none. */
    void onRefused();

    /** The grid cannot be asked. */
    void onLost();
}
