package io.gridgate.rollout;

import io.gridgate.config.source.Problem;
import java.util.List;
import java.util.SortedMap;

/**
 * What became of a change.
 *
 * <p>Thread-safety: immutable.
 */
public sealed interface ApplyResult {

    /**
     * Every live node serves it.
     *
     * @param nodes key: node, value: the number it serves, equal to the revision's or, when another change came right after, higher
     */
    record Applied(Revision revision, SortedMap<String, Long> nodes) implements ApplyResult {}

    /** A node cannot load it; nothing changed. */
    record Refused(String node, List<Problem> problems) implements ApplyResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /** Another revision is current than was expected; nothing changed. Numbers: 0 for none. */
    record Stale(long expected, long current) implements ApplyResult {}

    /** Another change was under way for ten seconds; nothing changed. */
    record Busy(String proposer) implements ApplyResult {}

    /** Fewer than half of the last known members are in sight; nothing changed. */
    record NoQuorum(int inSight, int lastKnown) implements ApplyResult {}

    /**
     * Some live nodes were silent for thirty seconds.
     *
     * @param revision the number that the cluster has as its current one now; 0: none
     * @param committed whether that is the change itself: then the silent nodes follow when they can. If not, nothing changed
     * @param nodes the silent ones
     */
    record Pending(long revision, boolean committed, List<String> nodes) implements ApplyResult {
        public Pending {
            nodes = List.copyOf(nodes);
        }
    }

    /** The revision to go back to is not kept. */
    record UnknownRevision(long number) implements ApplyResult {}

    /** The grid did not answer in time; whether the change was made is shown by the current revision once it does. */
    record GridSilent(String reason) implements ApplyResult {}
}
