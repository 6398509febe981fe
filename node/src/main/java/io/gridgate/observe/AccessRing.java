package io.gridgate.observe;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue from many loops to one writer that neither side ever waits for.
 *
 * <p>A place is claimed by moving {@code tail}, filled after that, and free again once {@code head} has passed it. Learnt from
 * Dmitry Vyukov's bounded queue (1024cores.net) and JCTools' {@code MpscArrayQueue}.
 *
 * <p>Thread-safety: {@link #offer} by any thread, {@link #poll} by one.
 */
final class AccessRing {

    private final AtomicReferenceArray<@Nullable AccessRecord> slots;
    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong head = new AtomicLong();

    /** Creates a queue of {@code capacity} (a power of two). */
    AccessRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: a power of two)");
        }
        slots = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
    }

    /** Adds the record; returns false when there is no room. */
    boolean offer(AccessRecord access) {
        long at = tail.get();
        while (true) {
            if (at - head.get() > mask) {
                return false;
            }
            long witness = tail.compareAndExchange(at, at + 1);
            if (witness == at) {
                slots.setRelease((int) at & mask, access);
                return true;
            }
            at = witness;
        }
    }

    /** Takes the oldest record, or returns null when there is none, or when it has its place but is not there yet. */
    @Nullable
    AccessRecord poll() {
        long at = head.getPlain();
        int slot = (int) at & mask;
        AccessRecord access = slots.getAcquire(slot);
        if (access != null) {
            slots.setPlain(slot, null);
            head.setRelease(at + 1);
        }
        return access;
    }
}
