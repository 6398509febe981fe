package io.gridgate.node;

import io.gridgate.cache.InMemoryPurgeBoard;
import io.gridgate.cache.Purge;
import io.gridgate.cache.PurgeBoard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The grid's purges, for a cache that is built before this node has joined: until then those of the node alone.
 *
 * <p>Thread-safety: thread-safe; what was joined is volatile and set once, who listens is guarded by this.
 */
final class LatePurgeBoard implements PurgeBoard {

    private final List<Runnable> listeners = new ArrayList<>();
    private volatile PurgeBoard board = new InMemoryPurgeBoard();

    /** The node is in the grid. */
    synchronized void joined(PurgeBoard grid) {
        board = grid;
        listeners.forEach(listener -> {
            grid.onChange(listener);
            listener.run();
        });
    }

    @Override
    public Purges read() throws IOException {
        return board.read();
    }

    @Override
    public long add(Purge purge, long known) throws IOException {
        return board.add(purge, known);
    }

    @Override
    public void seen(long sequence) throws IOException {
        board.seen(sequence);
    }

    @Override
    public Set<String> unseen(long sequence) throws IOException {
        return board.unseen(sequence);
    }

    @Override
    public synchronized void onChange(Runnable listener) {
        listeners.add(listener);
        board.onChange(listener);
    }
}
