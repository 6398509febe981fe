package io.gridgate.rollout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A grid in memory that several nodes of one JVM share: its board, its shelf and its members.
 *
 * <p>Thread-safety: thread-safe, by its own lock; listeners run on the thread that changes something, without the lock.
 */
public final class InMemoryGrid {

    private BoardState state = BoardState.EMPTY;
    private final Map<String, NodeReport> reports = new HashMap<>();
    private final Map<String, PackedDocument> documents = new HashMap<>();
    private final Map<String, NodeIdentity> members = new LinkedHashMap<>();
    private final List<Runnable> listeners = new ArrayList<>();

    /** Takes a node in. */
    public void join(NodeIdentity node) {
        change(() -> members.put(node.id(), node));
    }

    /** Notices that a node left. */
    public void leave(String memberId) {
        change(() -> members.remove(memberId));
    }

    /** Loses everything that the grid holds, as when every member died at once. */
    public void forget() {
        change(() -> {
            state = BoardState.EMPTY;
            reports.clear();
            documents.clear();
        });
    }

    /** Returns the live nodes. */
    public synchronized List<NodeIdentity> members() {
        return List.copyOf(members.values());
    }

    /** Returns the board. */
    public RevisionBoard board() {
        return new Board();
    }

    /** Returns the shelf. */
    public DocumentShelf shelf() {
        return new Shelf();
    }

    /** Returns the members as that node sees them. */
    public Membership membership(NodeIdentity self) {
        return new Members(self);
    }

    private void change(Runnable step) {
        List<Runnable> told;
        synchronized (this) {
            step.run();
            told = List.copyOf(listeners);
        }
        told.forEach(Runnable::run);
    }

    private synchronized void listen(Runnable listener) {
        listeners.add(listener);
    }

    private final class Board implements RevisionBoard {

        @Override
        public BoardState read() {
            synchronized (InMemoryGrid.this) {
                return state;
            }
        }

        @Override
        public BoardState change(BoardChange step) {
            BoardState before = read();
            InMemoryGrid.this.change(() -> state = state.with(step));
            BoardState after = read();
            return after.equals(before) ? before : after;
        }

        @Override
        public void report(NodeReport report) {
            InMemoryGrid.this.change(() -> reports.put(report.node(), report));
        }

        @Override
        public Collection<NodeReport> reports() {
            synchronized (InMemoryGrid.this) {
                return List.copyOf(reports.values());
            }
        }

        @Override
        public void onChange(Runnable listener) {
            listen(listener);
        }
    }

    private final class Shelf implements DocumentShelf {

        @Override
        public void keep(PackedDocument document) {
            synchronized (InMemoryGrid.this) {
                documents.put(document.sha256(), document);
            }
        }

        @Override
        public Optional<PackedDocument> find(String sha256) {
            synchronized (InMemoryGrid.this) {
                return Optional.ofNullable(documents.get(sha256));
            }
        }

        @Override
        public Set<String> names() {
            synchronized (InMemoryGrid.this) {
                return Set.copyOf(documents.keySet());
            }
        }

        @Override
        public void drop(String sha256) {
            synchronized (InMemoryGrid.this) {
                documents.remove(sha256);
            }
        }
    }

    private final class Members implements Membership {

        private final NodeIdentity self;

        private Members(NodeIdentity self) {
            this.self = self;
        }

        @Override
        public NodeIdentity self() {
            return self;
        }

        @Override
        public List<NodeIdentity> members() {
            return InMemoryGrid.this.members();
        }

        @Override
        public boolean isSettled() {
            return members().contains(self);
        }

        @Override
        public void onChange(Runnable listener) {
            listen(listener);
        }
    }
}
