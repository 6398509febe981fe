package io.gridgate.rollout;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does while the board is empty: it gives it what its disk keeps, if nobody keeps more, or else its initial document.
 *
 * <p>Thread-safety: confined to the node's rollout.
 */
final class Opening {

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    private final RolloutPorts ports;
    private @Nullable PackedDocument initial;
    private boolean empty;
    private long emptySinceNanos;
    private long pausedAtNanos;
    private boolean paused;

    Opening(RolloutPorts ports, @Nullable PackedDocument initial) {
        this.ports = ports;
        this.initial = initial;
    }

    /** Returns whether this node has something for the empty board that is not there yet. */
    boolean isPending() {
        return ports.store().history().number() > 0 || initial != null;
    }

    /** The board has a revision: the initial document is not needed any more. */
    void onCurrent(Revision current) {
        empty = false;
        PackedDocument unused = initial;
        initial = null;
        if (unused == null) {
            return;
        }
        if (!unused.sha256().equals(current.sha256())) {
            LOG.atWarn().setMessage("initial document ignored: there is a revision, and it differs")
                    .addKeyValue("revision", current.number()).addKeyValue("current_sha256", current.sha256())
                    .addKeyValue("initial_sha256", unused.sha256()).log();
        }
    }

    /** Gives the board what this node's disk keeps, if it is its turn, and returns the state after that. */
    BoardState install(View view) throws BoardException {
        StoredHistory kept = ports.store().history();
        if (kept.number() == 0 || !isTurn(view, kept.number())) {
            return view.state();
        }
        List<Revision> history = kept.committed();
        for (Revision revision : history.reversed()) {
            var document = ports.store().document(revision.sha256());
            if (document.isPresent()) {
                ports.shelf().keep(document.get());
                return ports.board().change(new BoardChange.Install(kept.clusterId(), upTo(history, revision)));
            }
        }
        return view.state();
    }

    private static List<Revision> upTo(List<Revision> history, Revision last) {
        return history.subList(0, history.indexOf(last) + 1);
    }

    /** Returns the initial document if it is this node's turn to propose it. */
    @Nullable
    PackedDocument propose(View view) {
        boolean waits = paused && view.nowNanos() - pausedAtNanos < RolloutTimes.RETRY;
        return initial != null && !waits && view.state().proposal() == null && isTurn(view, 0) ? initial : null;
    }

    /** The initial document was not applied; it is tried again a while later. */
    void pause(long nowNanos) {
        paused = true;
        pausedAtNanos = nowNanos;
    }

    private boolean isTurn(View view, long mine) {
        if (!empty) {
            empty = true;
            emptySinceNanos = view.nowNanos();
        }
        long waited = view.nowNanos() - emptySinceNanos;
        boolean heard = view.isEveryoneHeard() || waited >= RolloutTimes.REPORTS;
        boolean newest = view.newestOnAnyDisk() <= mine || waited >= RolloutTimes.NEWER_FIRST;
        return heard && newest;
    }
}
