package io.gridgate.cache;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where the nodes agree on the order of purges, and see how far each of them has come. Calls block for seconds at most.
 *
 * <p>Thread-safety: thread-safe.
 */
public interface PurgeBoard {

    /** The most purges that are remembered. */
    int RECORDS_MAX = 4_096;

    /** A purge in its place. */
    record Recorded(long sequence, Purge purge) {}

    /**
     * What is remembered.
     *
     * @param floor everything that was fetched before the purge of this number is purged
     * @param recorded in their order, all above the floor
     */
    record Purges(long floor, List<Recorded> recorded) {

        /** Before the first purge. */
        public static final Purges NONE = new Purges(0, List.of());

        public Purges {
            recorded = List.copyOf(recorded);
        }

        /** Returns the number of the last purge; 0: there was none. */
        public long last() {
            return recorded.isEmpty() ? floor : recorded.getLast().sequence();
        }

        /** Returns these with one more, whose number is above all these and {@code known}. */
        public Purges with(Purge purge, long known) {
            List<Recorded> next = new ArrayList<>(recorded);
            next.add(new Recorded(Math.max(last(), known) + 1, purge));
            return next.size() > RECORDS_MAX ? new Purges(next.getFirst().sequence(), next.subList(1, next.size()))
                    : new Purges(floor, next);
        }
    }

    /** Returns all purges. */
    Purges read() throws IOException;

    /** Adds a purge and returns its number, which is above {@code known}. */
    long add(Purge purge, long known) throws IOException;

    /** Says that this node does not give what was purged up to that number. */
    void seen(long sequence) throws IOException;

    /** Returns the names of the live nodes that have not said so. */
    Set<String> unseen(long sequence) throws IOException;

    /** Calls the listener, which must return at once, when there may be more. */
    void onChange(Runnable listener);
}
