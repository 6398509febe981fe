package io.gridgate.ratelimit.usage;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Picks out of any number of keys those that have used most, with room for these alone.
 *
 * <p>Thread-safety: confined to its caller.
 */
public final class TopKeys {

    private static final Comparator<KeyUsage> LEAST_FIRST = Comparator.comparingLong(KeyUsage::used)
            .thenComparing(KeyUsage::key, Comparator.reverseOrder());

    private final int room;
    private final PriorityQueue<KeyUsage> kept;

    /** Creates it for so many keys (>= 1). */
    public TopKeys(int room) {
        this.room = room;
        this.kept = new PriorityQueue<>(room + 1, LEAST_FIRST);
    }

    /** Takes a key into account; one that has used nothing, and null, count for nothing. */
    public void add(@Nullable KeyUsage key) {
        if (key == null || key.used() <= 0) {
            return;
        }
        kept.add(key);
        if (kept.size() > room) {
            kept.remove();
        }
    }

    /** Returns those that were picked, the one that has used most first. */
    public List<KeyUsage> list() {
        return kept.stream().sorted(LEAST_FIRST.reversed()).toList();
    }
}
