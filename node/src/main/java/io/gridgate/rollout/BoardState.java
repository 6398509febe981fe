package io.gridgate.rollout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the whole cluster agrees on: its id, its revisions, the last of which is current, and at most one proposal.
 *
 * <p>{@link #with} is the whole protocol: every implementation of the board applies it to one entry, atomically. It reads no clock and no
 * randomness, so that a backup that runs it again arrives at the same state.
 *
 * <p>Thread-safety: immutable.
 *
 * @param clusterId empty until there is a revision
 * @param history in the order of their numbers; at most {@link #REVISIONS_MAX} with at most {@link #BYTES_MAX} octets in all, but always
 *     the current one
 * @param proposal the change that waits for every node's word
 */
public record BoardState(String clusterId, List<Revision> history, @Nullable Proposal proposal) {

    /** The most revisions that are kept. */
    public static final int REVISIONS_MAX = 50;
    /** The most octets that the documents of all kept revisions have together. */
    public static final long BYTES_MAX = 16L << 20;
    /** The state before the first revision. */
    public static final BoardState EMPTY = new BoardState("", List.of(), null);

    public BoardState {
        history = List.copyOf(history);
    }

    /** Returns the revision to be served. */
    public Optional<Revision> current() {
        return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
    }

    /** Returns the number of the revision to be served; 0: none. */
    public long number() {
        return history.isEmpty() ? 0 : history.getLast().number();
    }

    /** Returns the revision of that number, if it is kept. */
    public Optional<Revision> revision(long number) {
        return history.stream().filter(revision -> revision.number() == number).findFirst();
    }

    /** Returns whether that revision is, or was, current and is kept. */
    boolean has(Revision revision) {
        return revision(revision.number()).filter(revision::isSameAs).isPresent();
    }

    /** Returns whether the proposal of that id is up. */
    public boolean isUp(String proposalId) {
        return proposal != null && proposal.id().equals(proposalId);
    }

    /** Returns the state after the change; this one if the change is void. */
    public BoardState with(BoardChange change) {
        return switch (change) {
            case BoardChange.Propose(Proposal next) -> proposal == null && next.expected() == number()
                    ? new BoardState(clusterId, history, next)
                    : this;
            case BoardChange.Acknowledge(String id, Acknowledgement word) -> acknowledged(id, word);
            case BoardChange.Commit commit -> committed(commit);
            case BoardChange.Abort(String id) -> isUp(id) ? new BoardState(clusterId, history, null) : this;
            case BoardChange.Install(String id, List<Revision> kept) -> history.isEmpty() ? new BoardState(id, kept(kept), null) : this;
            case BoardChange.Complete(String id, List<Revision> older) -> id.equals(clusterId) ? completed(older) : this;
        };
    }

    private BoardState acknowledged(String id, Acknowledgement word) {
        Proposal open = proposal;
        if (open == null || !open.id().equals(id) || open.acknowledgements().containsKey(word.memberId())) {
            return this;
        }
        Map<String, Acknowledgement> words = new HashMap<>(open.acknowledgements());
        words.put(word.memberId(), word);
        return new BoardState(clusterId, history, new Proposal(open.id(), open.clusterId(), open.expected(), open.lineage(),
                open.proposer(), open.proposerId(), words));
    }

    private BoardState committed(BoardChange.Commit commit) {
        Proposal open = proposal;
        if (open == null || !open.id().equals(commit.proposalId()) || open.expected() != number()
                || !open.isAgreedBy(commit.memberIds())) {
            return this;
        }
        List<Revision> next = new ArrayList<>(history);
        next.addAll(open.lineage());
        return new BoardState(clusterId.isEmpty() ? open.clusterId() : clusterId, kept(next), null);
    }

    private BoardState completed(List<Revision> older) {
        if (history.isEmpty()) {
            return this;
        }
        List<Revision> all = new ArrayList<>(history);
        older.stream().filter(revision -> revision.number() < number() && revision(revision.number()).isEmpty()).forEach(all::add);
        all.sort(Comparator.comparingLong(Revision::number));
        List<Revision> next = kept(all);
        return next.equals(history) ? this : new BoardState(clusterId, next, proposal);
    }

    /** Returns the newest of them, as many as are kept: at least one, if there is one. */
    public static List<Revision> kept(List<Revision> revisions) {
        if (revisions.isEmpty()) {
            return List.of();
        }
        int from = revisions.size() - 1;
        long bytes = revisions.get(from).sizeBytes();
        while (from > 0 && revisions.size() - from < REVISIONS_MAX && bytes + revisions.get(from - 1).sizeBytes() <= BYTES_MAX) {
            from--;
            bytes += revisions.get(from).sizeBytes();
        }
        return revisions.subList(from, revisions.size());
    }
}
