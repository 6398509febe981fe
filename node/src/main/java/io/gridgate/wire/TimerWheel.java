package io.gridgate.wire;

import io.gridgate.base.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one loop: a hashed wheel of doubly linked slots, so that setting and cancelling cost a few writes however many
 * timers wait.
 *
 * <p>Source: Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", scheme 6. A timer further away than one turn stays in
 * its slot and is passed by once per turn.
 *
 * <p>Thread-safety: confined to its loop.
 */
final class TimerWheel {

    static final long TICK_NANOS = 4_000_000;
    private static final int SLOTS = 2048;
    private static final int MASK = SLOTS - 1;

    private final Node[] slots = new Node[SLOTS];
    private final long[] occupied = new long[SLOTS / Long.SIZE];
    private final long originNanos;
    private long tick;
    private int size;

    TimerWheel(long originNanos) {
        this.originNanos = originNanos;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Node(null, 0);
        }
    }

    /** Adds a task that is due {@code delayNanos} after {@code nowNanos}, rounded up to a tick. */
    EventLoop.Timer schedule(Runnable task, long nowNanos, long delayNanos) {
        if (size == 0) {
            tick = Math.max(tick, (nowNanos - originNanos) / TICK_NANOS);
        }
        long dueNanos = nowNanos - originNanos + Math.min(Math.max(delayNanos, 0), Long.MAX_VALUE / 4);
        Node node = new Node(task, Math.max(tick + 1, (dueNanos + TICK_NANOS - 1) / TICK_NANOS));
        int slot = (int) node.dueTick & MASK;
        node.link(slots[slot], this);
        occupied[slot >> 6] |= 1L << slot;
        size++;
        return node;
    }

    /** Runs what is due at {@code nowNanos}; what a task schedules waits for a later call. */
    void advance(long nowNanos, Failures failures) {
        long target = (nowNanos - originNanos) / TICK_NANOS;
        long from = Math.max(tick + 1, target - SLOTS + 1);
        tick = Math.max(tick, target);
        for (long t = from; t <= target; t++) {
            int slot = (int) t & MASK;
            if ((occupied[slot >> 6] & 1L << slot) != 0) {
                runDue(slot, target, failures);
            }
        }
    }

    /** Returns the nanoseconds until the next slot that is not empty, at most one turn; or -1 when no timer waits. */
    long nanosToNext(long nowNanos) {
        if (size == 0) {
            return -1;
        }
        int from = (int) (tick + 1) & MASK;
        long dueTick = tick + 1 + distanceToOccupied(from);
        return Math.max(0, dueTick * TICK_NANOS - (nowNanos - originNanos));
    }

    /** Returns how many timers wait. */
    int size() {
        return size;
    }

    private int distanceToOccupied(int from) {
        int word = from >> 6;
        long bits = occupied[word] & -1L << from;
        for (int i = 0; i <= occupied.length; i++) {
            if (bits != 0) {
                int slot = (word << 6) + Long.numberOfTrailingZeros(bits);
                return slot - from & MASK;
            }
            word = word + 1 & occupied.length - 1;
            bits = occupied[word];
        }
        return MASK;
    }

    /** The due ones are first moved to a list of their own, since a task may cancel its neighbour or fill the slot again. */
    private void runDue(int slot, long target, Failures failures) {
        Node head = slots[slot];
        Node due = new Node(null, 0);
        for (Node node = head.next; node != head;) {
            Node next = node.next;
            if (node.dueTick <= target) {
                node.unlink();
                node.link(due, this);
            }
            node = next;
        }
        clearIfEmpty(slot);
        while (due.next != due) {
            Node node = due.next;
            Runnable task = node.task;
            node.cancel();
            if (task != null) {
                failures.guard(task);
            }
        }
    }

    private void clearIfEmpty(int slot) {
        if (slots[slot].next == slots[slot]) {
            occupied[slot >> 6] &= ~(1L << slot);
        }
    }

    /** Runs a task and swallows what it throws after reporting it. */
    @FunctionalInterface
    interface Failures {

        /** Runs the task; never throws. */
        void guard(Runnable task);
    }

    private static final class Node implements EventLoop.Timer {

        private final @Nullable Runnable task;
        private final long dueTick;
        private Node previous = this;
        private Node next = this;
        private @Nullable TimerWheel wheel;

        Node(@Nullable Runnable task, long dueTick) {
            this.task = task;
            this.dueTick = dueTick;
        }

        void link(Node head, TimerWheel owner) {
            previous = head.previous;
            next = head;
            head.previous.next = this;
            head.previous = this;
            wheel = owner;
        }

        void unlink() {
            previous.next = next;
            next.previous = previous;
            previous = this;
            next = this;
        }

        @Override
        public void cancel() {
            TimerWheel owner = wheel;
            if (owner != null) {
                wheel = null;
                unlink();
                owner.size--;
                owner.clearIfEmpty((int) dueTick & MASK);
            }
        }
    }
}
