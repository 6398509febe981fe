package io.gridgate.ratelimit.usage;

/**
 * What a limit is, for those who look at its use.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name unique among the limits of its kind
 * @param limit as the document has it
 * @param capacity the most that can be free at once: the burst of a token bucket, else the limit
 * @param algorithm how it is counted, as documents write it
 * @param window the time that it counts in, in words; empty: none
 */
public record LimitFacts(Kind kind, String name, long limit, long capacity, String algorithm, String window) {

    /** How what several nodes know of one key is put together. */
    public enum Kind {
        /** Requests in a time, counted by the grid: who heard of it last is right, and what lies in leases is not used. */
        RATE,
        /** Requests in a time, counted by each node for itself: the node that is closest to its limit counts. */
        LOCAL_RATE,
        /** Exchanges under way: each node knows its own, and their sum is what is used. */
        CONCURRENCY
    }

    /** Returns whether both are of the same limit, in whichever revision. */
    boolean isSame(LimitFacts other) {
        return kind == other.kind && name.equals(other.name);
    }
}
