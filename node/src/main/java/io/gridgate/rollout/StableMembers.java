package io.gridgate.rollout;

import java.util.HashSet;
import java.util.Set;

/**
 * The members that the cluster last had while it was whole: what "half of them" is measured by.
 *
 * <p>Whoever comes is added at once; whoever said that it leaves is taken out when it has left; whoever vanishes is taken out once the rest, half
 * or more, have stayed the same for a minute. Fewer than half never forget the others.
 *
 * <p>Thread-safety: confined to the node's rollout, except {@link #size}.
 */
final class StableMembers {

    private Set<String> known = Set.of();
    private Set<String> live = Set.of();
    /** Names whose last word, while they were seen, was that they leave: the word itself may be lost with them. */
    private final Set<String> leavers = new HashSet<>();
    private long sameSinceNanos;
    private volatile int size;

    /**
     * Takes note of the live nodes.
     *
     * @param names of the live ones; empty: this node is not in the grid, nothing is learnt
     * @param leaving names of nodes that said that they leave
     */
    void observe(Set<String> names, Set<String> leaving, long nowNanos) {
        if (names.isEmpty()) {
            return;
        }
        leavers.removeIf(names::contains);
        leavers.addAll(leaving);
        Set<String> next = new HashSet<>(known);
        next.removeIf(name -> !names.contains(name) && leavers.contains(name));
        leavers.retainAll(names);
        next.addAll(names);
        if (!names.equals(live)) {
            live = Set.copyOf(names);
            sameSinceNanos = nowNanos;
        } else if (nowNanos - sameSinceNanos >= RolloutTimes.STABLE && isHalf(names.size(), next.size())) {
            next = new HashSet<>(names);
        }
        known = next;
        size = next.size();
    }

    /** Takes the live nodes for all there are: the operator said so. */
    void settle() {
        known = live;
        size = live.size();
    }

    /** Returns how many members the cluster last had while it was whole; 0 before the first look. */
    int size() {
        return size;
    }

    /** Returns whether the live nodes are at least half of them. */
    boolean isQuorum() {
        return isHalf(live.size(), known.size());
    }

    private static boolean isHalf(int part, int whole) {
        return 2 * part >= whole;
    }
}
