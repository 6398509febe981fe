package io.gridgate.upstream.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * The lock of something that only one thread ever touches: HttpCore asks each session for a lock, and a session that never
 * leaves its loop needs none.
 *
 * <p>Thread-safety: stateless.
 */
final class UnheldLock implements Lock {

    static final UnheldLock INSTANCE = new UnheldLock();

    private UnheldLock() {}

    @Override
    public void lock() {
        // Confined to one thread: nobody to keep out.
    }

    @Override
    public void lockInterruptibly() {
        // Confined to one thread: nobody to keep out.
    }

    @Override
    public boolean tryLock() {
        return true;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) {
        return true;
    }

    @Override
    public void unlock() {
        // Confined to one thread: nobody to let in.
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("condition");
    }
}
