package io.gridgate.rollout;

import java.util.List;
import java.util.Optional;

/**
 * The revisions that a node keeps on disk.
 *
 * <p>Thread-safety: immutable.
 *
 * @param clusterId of the cluster they belong to; empty if there are none, or if it is not known any more
 * @param committed in the order of their numbers, each number once
 * @param setAside revisions that lost against the grid's of the same number, kept for the operator
 */
public record StoredHistory(String clusterId, List<Revision> committed, List<Revision> setAside) {

    /** Nothing kept. */
    public static final StoredHistory EMPTY = new StoredHistory("", List.of(), List.of());

    public StoredHistory {
        committed = List.copyOf(committed);
        setAside = List.copyOf(setAside);
    }

    /** Returns the newest revision. */
    public Optional<Revision> newest() {
        return committed.isEmpty() ? Optional.empty() : Optional.of(committed.getLast());
    }

    /** Returns the number of the newest revision; 0: none. */
    public long number() {
        return committed.isEmpty() ? 0 : committed.getLast().number();
    }

    /** Returns the committed revision of that number. */
    public Optional<Revision> revision(long number) {
        return committed.stream().filter(revision -> revision.number() == number).findFirst();
    }
}
