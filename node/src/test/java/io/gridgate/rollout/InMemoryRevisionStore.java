package io.gridgate.rollout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A disk in memory, which can be made to fail and outlives the node that writes it.
 *
 * <p>Thread-safety: thread-safe, by its own lock.
 */
public final class InMemoryRevisionStore implements RevisionStore {

    private StoredHistory history = StoredHistory.EMPTY;
    private final Map<String, PackedDocument> documents = new HashMap<>();
    private final List<Revision> staged = new ArrayList<>();
    private boolean full;

    /** From now on every write fails, or no more. */
    public synchronized void full(boolean isFull) {
        full = isFull;
    }

    /** The node died: what was staged is forgotten. */
    public synchronized void restart() {
        staged.clear();
    }

    @Override
    public synchronized StoredHistory history() {
        return history;
    }

    @Override
    public synchronized void stage(Revision revision, PackedDocument document) throws IOException {
        if (isCommitted(revision) || staged.stream().anyMatch(revision::isSameAs)) {
            return;
        }
        write();
        staged.add(revision);
        documents.put(document.sha256(), document);
    }

    @Override
    public synchronized void unstage(Revision revision) {
        staged.removeIf(revision::isSameAs);
    }

    @Override
    public synchronized void commit(String clusterId, Revision revision) throws IOException {
        if (!isCommitted(revision) && staged.stream().noneMatch(revision::isSameAs)) {
            throw new IOException("revision " + revision.number() + ": not staged");
        }
        if (!history.clusterId().equals(clusterId)) {
            write();
            if (!history.clusterId().isEmpty()) {
                setAside(0);
            }
            history = new StoredHistory(clusterId, history.committed(), history.setAside());
        }
        if (isCommitted(revision)) {
            return;
        }
        write();
        if (history.revision(revision.number()).isPresent()) {
            setAside(revision.number());
        }
        staged.removeIf(revision::isSameAs);
        List<Revision> committed = new ArrayList<>(history.committed());
        committed.add(revision);
        committed.sort(Comparator.comparingLong(Revision::number));
        history = new StoredHistory(clusterId, BoardState.kept(committed), history.setAside());
    }

    @Override
    public synchronized void setAside(long fromNumber) throws IOException {
        write();
        List<Revision> lost = history.committed().stream().filter(revision -> revision.number() >= fromNumber).toList();
        List<Revision> aside = new ArrayList<>(history.setAside());
        aside.addAll(lost);
        List<Revision> kept = history.committed().stream().filter(revision -> revision.number() < fromNumber).toList();
        history = new StoredHistory(history.clusterId(), kept, aside);
    }

    @Override
    public synchronized Optional<PackedDocument> document(String sha256) {
        boolean kept = history.committed().stream().anyMatch(revision -> revision.sha256().equals(sha256));
        return kept ? Optional.ofNullable(documents.get(sha256)) : Optional.empty();
    }

    private boolean isCommitted(Revision revision) {
        return history.committed().stream().anyMatch(revision::isSameAs);
    }

    private void write() throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
    }
}
