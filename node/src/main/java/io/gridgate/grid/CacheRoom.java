package io.gridgate.grid;

import com.hazelcast.core.EntryView;
import com.hazelcast.map.IMap;
import com.hazelcast.map.LocalMapStats;
import io.gridgate.cache.shared.CacheStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much memory this member may have for stored answers, its own and copies of others'. Near the bound, and when something was refused, what was not
 * asked for in a long time leaves, here and on the members that have copies of it. Hazelcast would evict one entry for each that comes, whatever their
 * sizes, and tell the copies of it much later.
 *
 * <p>Thread-safety: thread-safe; what was taken since the last measurement counts whole.
 */
final class CacheRoom {

    /** Where a member's room is in its user context. */
    static final String NAME = "gridgate.cache.room";

    private static final Logger LOG = LoggerFactory.getLogger(CacheRoom.class);
    private static final long MEASURE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The oldest of so many leave, half of them at most. */
    private static final int SAMPLE = 64;
    /** So many keys are looked at for a sample. */
    private static final int LOOKS_MAX = 4 * SAMPLE;
    /** A sample is not larger, since who reads of an entry gets a copy of it. */
    private static final long SAMPLE_OCTETS = 16L << 20;
    /** So many samples at a time. */
    private static final int SAMPLES_MAX = 64;
    /** So much of the bound is kept free, and after something was refused so much is made free at least. */
    private static final int FREE_PART = 8;

    private record Candidate(String key, long accessedAtMillis, long octets) {}

    private final IMap<String, byte[]> answers;
    private final long octetsMax;
    private final Executor blocking;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong evicted = new AtomicLong();
    private final AtomicBoolean measuring = new AtomicBoolean();
    /** Of whoever measures. */
    private Iterator<String> keys = Collections.emptyIterator();
    private volatile long measured;
    private volatile long measuredAtNanos = System.nanoTime();

    CacheRoom(IMap<String, byte[]> answers, long octetsMax, Executor blocking) {
        this.answers = answers;
        this.octetsMax = octetsMax;
        this.blocking = blocking;
    }

    /** Returns what this member has. */
    CacheStore.Held held() {
        LocalMapStats stats = answers.getLocalMapStats();
        return new CacheStore.Held(octets(stats), stats.getOwnedEntryCount(), evicted.get());
    }

    private static long octets(LocalMapStats stats) {
        return stats.getOwnedEntryMemoryCost() + stats.getBackupEntryMemoryCost();
    }

    /** Takes room for octets and their copy; returns false if there is none. */
    boolean take(int octets) {
        if (System.nanoTime() - measuredAtNanos >= MEASURE_NANOS && measuring.compareAndSet(false, true)) {
            measureSoon();
        }
        if (measured + taken.get() + octets > octetsMax) {
            if (octets <= octetsMax) {
                refused.accumulateAndGet(octets, Math::max);
            }
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
            long wanted = refused.getAndSet(0);
            long before = taken.get();
            long octets = octets(answers.getLocalMapStats());
            long tooMuch = octets - (octetsMax - octetsMax / FREE_PART);
            measured = octets - evict(Math.max(tooMuch, wanted == 0 ? 0 : Math.max(octetsMax / FREE_PART, wanted)));
            taken.addAndGet(-before);
        } catch (RuntimeException e) {
            LOG.atDebug().addKeyValue("reason", e.toString()).log("stored answers could not be measured");
        } finally {
            measuredAtNanos = System.nanoTime();
            measuring.set(false);
        }
    }

    /** Of those that this member owns, lets such go as were not asked for in a long time; returns their octets. */
    private long evict(long octets) {
        long left = octets;
        for (int i = 0; i < SAMPLES_MAX && left > 0; i++) {
            List<Candidate> oldestFirst = sample();
            oldestFirst.sort(Comparator.comparingLong(Candidate::accessedAtMillis));
            for (Candidate entry : oldestFirst.subList(0, (oldestFirst.size() + 1) / 2)) {
                if (left > 0) {
                    answers.evict(entry.key);
                    evicted.incrementAndGet();
                    left -= entry.octets;
                }
            }
        }
        return octets - left;
    }

    /** Goes round all keys, a part each time. */
    private List<Candidate> sample() {
        if (!keys.hasNext()) {
            keys = answers.localKeySet().iterator();
        }
        List<Candidate> entries = new ArrayList<>(SAMPLE);
        long octets = 0;
        for (int looks = 0; looks < LOOKS_MAX && entries.size() < SAMPLE && octets < SAMPLE_OCTETS && keys.hasNext(); looks++) {
            String key = keys.next();
            EntryView<String, byte[]> entry = answers.getEntryView(key);
            // What has no answers keeps older ones away, and leaves by itself.
            if (entry != null && CacheEntry.hasAnswers(entry.getValue())) {
                entries.add(new Candidate(key, entry.getLastAccessTime(), entry.getCost()));
                octets += entry.getCost();
            }
        }
        return entries;
    }
}
