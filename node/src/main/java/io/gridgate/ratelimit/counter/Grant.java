package io.gridgate.ratelimit.counter;

/**
 * What a counter answers to an ask. All times are durations, which a node counts on its own clock from when it <em>sent</em> the ask, so that
 * no clock is compared with another and a lease never lasts longer than its counter thinks.
 *
 * <p>Thread-safety: immutable.
 *
 * @param granted permits, a multiple of the ask's unit; 0: none
 * @param left permits that are still free
 * @param leaseMillis how long the granted ones may be spent
 * @param resetMillis until the limit is wholly free again if nobody asks
 * @param retryMillis until permits for one more request are free; 0: they are now
 */
public record Grant(long granted, long left, long leaseMillis, long resetMillis, long retryMillis) {}
