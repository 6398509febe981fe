package io.gridgate.grid;

import com.hazelcast.map.IMap;
import com.hazelcast.map.LocalMapStats;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory this member may have for stored answers, its own and copies of others'. Hazelcast evicts one entry for each that comes, whatever
 * their sizes: this is the bound that holds.
 *
 * <p>Thread-safety: thread-safe; what was taken since the last measurement counts whole.
 */
final class CacheRoom {

    /** Where a member's room is in its user context. */
    static final String NAME = "gridgate.cache.room";

    private static final long MEASURE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final IMap<String, byte[]> answers;
    private final long octetsMax;
    private final Executor blocking;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicBoolean measuring = new AtomicBoolean();
    private volatile long measured;
    private volatile long measuredAtNanos = System.nanoTime();

    CacheRoom(IMap<String, byte[]> answers, long octetsMax, Executor blocking) {
        this.answers = answers;
        this.octetsMax = octetsMax;
        this.blocking = blocking;
    }

    /** Takes room for octets and their copy; returns false if there is none. */
    boolean take(int octets) {
        if (System.nanoTime() - measuredAtNanos >= MEASURE_NANOS && measuring.compareAndSet(false, true)) {
            measureSoon();
        }
        if (measured + taken.get() + octets > octetsMax) {
            return false;
        }
        taken.addAndGet(octets);
        return true;
    }

    private void measureSoon() {
        try {
            blocking.execute(this::measure);
        } catch (RejectedExecutionException e) {
            // The member leaves.
            measuring.set(false);
        }
    }

    /** May wait for the grid's partitions, so it is not done by their threads. */
    private void measure() {
        try {
            long before = taken.get();
            LocalMapStats stats = answers.getLocalMapStats();
            measured = stats.getOwnedEntryMemoryCost() + stats.getBackupEntryMemoryCost();
            taken.addAndGet(-before);
        } finally {
            measuredAtNanos = System.nanoTime();
            measuring.set(false);
        }
    }
}
