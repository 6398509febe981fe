package io.gridgate.rollout;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps the documents in the grid and on this disk complete and no more than that: a few a round, now and then.
 *
 * <p>Thread-safety: confined to the node's rollout.
 */
final class Shelving {

    private static final Logger LOG = LoggerFactory.getLogger(Shelving.class);
    private static final int DOCUMENTS_A_ROUND = 5;

    private final RolloutPorts ports;
    private Set<String> strays = Set.of();
    private boolean ran;
    private long ranAtNanos;

    Shelving(RolloutPorts ports) {
        this.ports = ports;
    }

    /** Does a round if it is time and nothing else is under way. */
    void run(View view) throws BoardException {
        if (ran && view.nowNanos() - ranAtNanos < RolloutTimes.SHELVING || view.state().proposal() != null) {
            return;
        }
        ran = true;
        ranAtNanos = view.nowNanos();
        Set<String> there = ports.shelf().names();
        complete(view.state());
        giveBack(view.state(), there);
        fetch(view.state(), there);
        boolean longest = view.members().getFirst().id().equals(view.self().id());
        strays = longest ? sweep(view.state(), there) : Set.of();
    }

    private void complete(BoardState state) throws BoardException {
        StoredHistory kept = ports.store().history();
        BoardChange change = new BoardChange.Complete(kept.clusterId(), kept.committed());
        if (!state.with(change).equals(state)) {
            ports.board().change(change);
        }
    }

    private void giveBack(BoardState state, Set<String> there) throws BoardException {
        List<String> missing = state.history().reversed().stream().map(Revision::sha256).distinct().filter(name -> !there.contains(name))
                .toList();
        int given = 0;
        for (String name : missing) {
            Optional<PackedDocument> document = ports.store().document(name);
            if (document.isPresent() && given++ < DOCUMENTS_A_ROUND) {
                ports.shelf().keep(document.get());
            }
        }
    }

    private void fetch(BoardState state, Set<String> there) throws BoardException {
        StoredHistory kept = ports.store().history();
        List<Revision> missing = state.history().reversed().stream()
                .filter(revision -> kept.revision(revision.number()).isEmpty() && there.contains(revision.sha256()))
                .limit(DOCUMENTS_A_ROUND).toList();
        for (Revision revision : missing) {
            Optional<PackedDocument> document = ports.shelf().find(revision.sha256());
            if (document.isPresent() && !write(state.clusterId(), revision, document.get())) {
                return;
            }
        }
    }

    private boolean write(String clusterId, Revision revision, PackedDocument document) {
        try {
            ports.store().stage(revision, document);
            ports.store().commit(clusterId, revision);
            return true;
        } catch (IOException e) {
            LOG.atWarn().setMessage("older revision not written").addKeyValue("revision", revision.number()).setCause(e).log();
            return false;
        }
    }

    /** Drops what no revision names and what was a stray a round ago already: a proposal that is being put up has its document there first. */
    private Set<String> sweep(BoardState state, Set<String> there) throws BoardException {
        Set<String> stray = new HashSet<>(there);
        stray.removeAll(state.history().stream().map(Revision::sha256).collect(Collectors.toSet()));
        for (String name : stray) {
            if (strays.contains(name)) {
                ports.shelf().drop(name);
            }
        }
        return stray;
    }
}
