package io.gridgate.upstream.pool;

/**
 * How the connections to one instance, or to all of them, are used at one moment.
 *
 * @param open connections that are open or being opened
 * @param idle those that nobody uses
 * @param leased those that an exchange uses
 * @param waiting exchanges that wait for one
 *
 * <p>Thread-safety: immutable.
 */
public record PoolCounts(int open, int idle, int leased, int waiting) {

    /** No connection. */
    public static final PoolCounts NONE = new PoolCounts(0, 0, 0, 0);

    /** Returns the sum of both. */
    public PoolCounts plus(PoolCounts other) {
        return new PoolCounts(open + other.open, idle + other.idle, leased + other.leased, waiting + other.waiting);
    }
}
