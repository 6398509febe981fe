package io.gridgate.cache;

import io.gridgate.cache.PurgeBoard.Purges;
import io.gridgate.cache.PurgeBoard.Recorded;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was purged, and when in the order of all purges, so that a fetch that began before a purge cannot bring the purged answer back.
 *
 * <p>An answer is purged if one of its names has a later purge than the last that was known when its fetch began.
 *
 * <p>Thread-safety: thread-safe; a look is lock-free, and costs nothing for what was fetched after the last purge.
 */
final class PurgeLog {

    /** What a look finds. */
    enum Verdict {
        /** It may be given. */
        VALID,
        /** It counts as stale. */
        STALE,
        /** It is gone. */
        GONE
    }

    /** When something was purged last softly, and when for good; 0: never. */
    private record Times(long soft, long hard) {
        Times later(Times other) {
            return new Times(Math.max(soft, other.soft), Math.max(hard, other.hard));
        }
    }

    /** All purges up to one moment; key: marked name, or beginning of a path. */
    private record Known(long floor, long last, List<Recorded> recorded, Map<String, Times> names, Map<String, Times> prefixes) {
        private static final Known NOTHING = new Known(0, 0, List.of(), Map.of(), Map.of());

        static Known of(long floor, long last, List<Recorded> recorded) {
            Map<String, Times> names = new HashMap<>();
            Map<String, Times> prefixes = new HashMap<>();
            for (Recorded one : recorded) {
                Purge purge = one.purge();
                Times times = purge.soft() ? new Times(one.sequence(), 0) : new Times(0, one.sequence());
                if (purge.by() == Purge.By.PREFIX) {
                    prefixes.merge(purge.name(), times, Times::later);
                } else {
                    names.merge(purge.by().marked(purge.name()), times, Times::later);
                }
            }
            return new Known(floor, last, recorded, names, prefixes);
        }

        /** Returns whether the board has the same purges up to the last that is known here, as far as it remembers them. */
        boolean isContinuedBy(Purges purges) {
            List<Recorded> mine = recorded.stream().filter(one -> one.sequence() > Math.max(floor, purges.floor())).toList();
            List<Recorded> there = purges.recorded().stream().filter(one -> one.sequence() > floor && one.sequence() <= last).toList();
            return mine.equals(there);
        }
    }

    private volatile Known known = Known.NOTHING;

    /** Returns the number of the last purge that this node knows. */
    long sequence() {
        return known.last;
    }

    /**
     * Takes over what is remembered now. Where the grid has lost its contents, or another part's came in their place when a split was healed,
     * nobody can tell any more what was purged: then everything from before is.
     *
     * @return whether that is so; what was fetched last before and what is fetched first now may have one number then, see {@link #forget}
     */
    synchronized boolean follow(Purges purges) {
        Known before = known;
        if (purges.last() == 0 || purges.last() == before.last && purges.recorded().equals(before.recorded)) {
            return false;
        }
        long last = Math.max(purges.last(), before.last);
        if (before.isContinuedBy(purges)) {
            known = Known.of(Math.max(purges.floor(), before.floor), last, purges.recorded());
            return false;
        }
        known = Known.of(last, last, purges.recorded());
        return true;
    }

    /**
     * Returns the purges that are known here and that those have lost: what the smaller part of a split purged, when it was healed. Empty when those go on
     * from what is known here, or there are none.
     */
    List<Purge> lost(Purges purges) {
        Known now = known;
        if (purges.last() == 0 || now.isContinuedBy(purges)) {
            return List.of();
        }
        Set<Recorded> there = new HashSet<>(purges.recorded());
        return now.recorded.stream().filter(one -> !there.contains(one)).map(Recorded::purge).distinct().toList();
    }

    /** Counts everything that was fetched before the purge of that number, which is known, as purged. */
    synchronized void forget(long sequence) {
        Known before = known;
        known = Known.of(Math.max(sequence, before.floor), before.last, before.recorded);
    }

    /**
     * Returns what became of an answer.
     *
     * @param names of it, each as {@link Purge.By#marked} has it
     * @param path of the request that it answered
     * @param born the last purge that was known when its fetch began
     */
    Verdict verdict(List<String> names, String path, long born) {
        Known now = known;
        if (born >= now.last) {
            return Verdict.VALID;
        }
        Verdict verdict = born < now.floor ? Verdict.GONE : Verdict.VALID;
        for (int i = 0; i < names.size() && verdict != Verdict.GONE; i++) {
            verdict = worse(verdict, now.names.get(names.get(i)), born);
        }
        for (Map.Entry<String, Times> prefix : now.prefixes.entrySet()) {
            if (path.startsWith(prefix.getKey())) {
                verdict = worse(verdict, prefix.getValue(), born);
            }
        }
        return verdict;
    }

    private static Verdict worse(Verdict verdict, @Nullable Times purged, long born) {
        if (purged == null || verdict == Verdict.GONE) {
            return verdict;
        }
        return purged.hard > born ? Verdict.GONE : purged.soft > born ? Verdict.STALE : verdict;
    }
}
