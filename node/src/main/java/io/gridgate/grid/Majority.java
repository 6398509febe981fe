package io.gridgate.grid;

import io.gridgate.rollout.Membership;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Whether this node sees at least half of the members that the cluster last had, as far as it was told.
 *
 * <p>Thread-safety: thread-safe; the grid's threads tell of members.
 */
final class Majority {

    private final AtomicInteger view = new AtomicInteger();
    private volatile int live;
    private volatile IntSupplier lastKnown = () -> 1;

    private Majority() {}

    static Majority of(Membership membership) {
        Majority majority = new Majority();
        membership.onChange(() -> majority.changed(membership));
        majority.changed(membership);
        return majority;
    }

    private void changed(Membership membership) {
        live = membership.members().size();
        view.incrementAndGet();
    }

    /** Says how many members the cluster last had while it was whole. */
    void lastKnownMembers(IntSupplier members) {
        lastKnown = members;
    }

    /** Returns whether this node is in the grid and not in a minority. */
    boolean isAskable() {
        int now = live;
        return now > 0 && 2 * now >= whole();
    }

    /** Returns how many nodes share limits: those that are there, in a minority those that were. */
    int members() {
        int now = live;
        return isAskable() ? now : Math.max(now, whole());
    }

    private int whole() {
        return Math.max(1, lastKnown.getAsInt());
    }

    /** Returns a number that is another one whenever the members are others. */
    int view() {
        return view.get();
    }
}
