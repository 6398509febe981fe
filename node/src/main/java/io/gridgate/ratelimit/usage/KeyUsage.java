package io.gridgate.ratelimit.usage;

/**
 * How much of a limit is taken by one key, as one node knows.
 *
 * <p>Thread-safety: immutable.
 *
 * @param key what is counted, or {@code #} and its digest if it is long or may be secret
 * @param taken what was not free when the node last heard of it
 * @param held what this node has of that and has not used
 * @param ageMillis how long ago it heard
 * @param resetMillis until the limit is wholly free if nobody asks
 */
public record KeyUsage(String key, long taken, long held, long ageMillis, long resetMillis) {

    /** Returns what is used beside what this node holds. */
    public long used() {
        return taken - held;
    }
}
