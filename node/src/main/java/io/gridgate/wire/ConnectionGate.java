package io.gridgate.wire;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bound of the connections that clients may hold open, shared by the listeners it is given to.
 *
 * <p>Thread-safety: lock-free.
 */
public final class ConnectionGate {

    private final int max;
    private final AtomicInteger open = new AtomicInteger();

    /** Creates a gate for {@code max} (> 0) connections. */
    public ConnectionGate(int max) {
        if (max <= 0) {
            throw new IllegalArgumentException("max: " + max + " (expected: > 0)");
        }
        this.max = max;
    }

    /** Returns how many connections are open. */
    public int open() {
        return open.get();
    }

    boolean tryEnter() {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        open.decrementAndGet();
    }
}
