package io.gridgate.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The purges of a node that is alone.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class InMemoryPurgeBoard implements PurgeBoard {

    @GuardedBy("this") private final List<Runnable> listeners = new ArrayList<>();
    @GuardedBy("this") private Purges purges = Purges.NONE;
    @GuardedBy("this") private long seen;

    @Override
    public synchronized Purges read() {
        return purges;
    }

    @Override
    public long add(Purge purge, long known) {
        List<Runnable> told;
        long sequence;
        synchronized (this) {
            purges = purges.with(purge, known);
            sequence = purges.last();
            told = List.copyOf(listeners);
        }
        told.forEach(Runnable::run);
        return sequence;
    }

    @Override
    public synchronized void seen(long sequence) {
        seen = Math.max(seen, sequence);
    }

    @Override
    public synchronized Set<String> unseen(long sequence) {
        return seen >= sequence ? Set.of() : Set.of("this node");
    }

    @Override
    public synchronized void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
