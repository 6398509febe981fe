package io.gridgate.service.retry;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many events there were in each of the last ten seconds.
 *
 * <p>Thread-safety: lock-free; a bucket holds its second and its count in one word, so that a bucket of an older round is
 * taken over by one compare-and-set.
 */
final class SecondBuckets {

    /** The seconds that are remembered, the current one included. */
    static final int SECONDS = 10;

    private static final long COUNT_MASK = 0xFFFF_FFFFL;

    private final AtomicLongArray buckets = new AtomicLongArray(SECONDS);

    void add(long second) {
        int at = Math.floorMod(second, SECONDS);
        long stamp = second << 32;
        long seen;
        do {
            seen = buckets.get(at);
        } while (!buckets.compareAndSet(at, seen, (seen & ~COUNT_MASK) == stamp ? seen + 1 : stamp + 1));
    }

    /** Returns the events of that second alone. */
    long of(long second) {
        long seen = buckets.get(Math.floorMod(second, SECONDS));
        return (seen & ~COUNT_MASK) == second << 32 ? seen & COUNT_MASK : 0;
    }

    /** Returns the events of that second and the nine before it. */
    long upTo(long second) {
        long sum = 0;
        for (long past = second - SECONDS + 1; past <= second; past++) {
            sum += of(past);
        }
        return sum;
    }
}
