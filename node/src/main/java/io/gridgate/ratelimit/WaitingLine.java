package io.gridgate.ratelimit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The requests that wait for one counter's answer, in the order in which they came. What becomes of them is told by whoever runs the verdicts,
 * outside of every lock.
 *
 * <p>Thread-safety: confined to its {@link KeyAsks}' monitor.
 */
final class WaitingLine {

    private final Deque<Waiter> waiters = new ArrayDeque<>(2);

    void add(Waiter waiter) {
        waiters.add(waiter);
    }

    /** Takes the waiter out; returns whether it was there. */
    boolean remove(Waiter waiter) {
        return waiters.remove(waiter);
    }

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    /** Returns the permits that all wait for. */
    long wanted() {
        long wanted = 0;
        for (Waiter waiter : waiters) {
            wanted += waiter.units();
        }
        return wanted;
    }

    /** Lets as many pass, the first ones first, as the lease has permits for. */
    void serve(Lease from, long nowNanos, List<Runnable> verdicts) {
        while (!waiters.isEmpty() && from.take(waiters.element().units(), nowNanos)) {
            Waiter waiter = waiters.remove();
            verdicts.add(() -> waiter.onAdmitted(from));
        }
    }

    /** Refuses those who want more than is free: they will not get it by asking again. */
    void refuse(long free, List<Runnable> verdicts) {
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext();) {
            Waiter waiter = each.next();
            if (waiter.units() > free) {
                each.remove();
                verdicts.add(waiter::onRefused);
            }
        }
    }

    /** Lets all go, since the counter cannot be asked. */
    void lose(List<Runnable> verdicts) {
        for (Waiter waiter : waiters) {
            verdicts.add(waiter::onLost);
        }
        waiters.clear();
    }
}
