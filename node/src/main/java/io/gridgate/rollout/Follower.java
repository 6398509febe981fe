package io.gridgate.rollout;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.config.source.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What makes this node serve what the board says: it gives its word on proposals, swaps to the current revision and keeps it on disk.
 *
 * <p>Thread-safety: confined to the node's rollout.
 */
final class Follower {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final RolloutPorts ports;
    private final Candidate candidate;
    private @Nullable Revision served;
    private @Nullable Revision staged;
    private @Nullable Revision unwritten;
    private String problem = "";
    private String failedSha256 = "";
    private long failedAtNanos;
    private String seenProposal = "";
    private long seenProposalAtNanos;

    Follower(RolloutPorts ports) {
        this.ports = ports;
        this.candidate = new Candidate(ports.loader());
    }

    /** Returns the revision that this node serves. */
    Optional<Revision> served() {
        return Optional.ofNullable(served);
    }

    /** Returns why this node does not serve the current revision; empty if it does, or is about to. */
    String problem() {
        return problem;
    }

    void problem(String text) {
        if (!text.isEmpty() && !text.equals(problem)) {
            LOG.atError().setMessage("current revision not served").addKeyValue("reason", text).log();
            ports.events().tell(Event.of(EventType.REVISION_NOT_SERVED).with("reason", text));
        }
        problem = text;
    }

    /** Compiles a document that this node means to propose, and returns why it cannot. */
    List<Problem> check(PackedDocument document) {
        return candidate.prepare(document);
    }

    /**
     * Takes down a proposal whose proposer is gone or knows nothing of it, or that has been up for too long, and returns the state after that.
     *
     * @param conductedId of the proposal that this node has up; empty: none
     */
    BoardState buryDead(View view, String conductedId) throws BoardException {
        Proposal proposal = view.state().proposal();
        if (proposal == null) {
            seenProposal = "";
            return view.state();
        }
        if (!proposal.id().equals(seenProposal)) {
            seenProposal = proposal.id();
            seenProposalAtNanos = view.nowNanos();
        }
        boolean old = view.nowNanos() - seenProposalAtNanos >= RolloutTimes.CHANGE;
        boolean forgotten = proposal.proposerId().equals(view.self().id()) && !proposal.id().equals(conductedId);
        if (!old && !forgotten && view.isLive(proposal.proposerId())) {
            return view.state();
        }
        LOG.atWarn().setMessage("proposal abandoned").addKeyValue("revision", proposal.revision().number())
                .addKeyValue("proposer", proposal.proposer())
                .addKeyValue("reason", old ? "up for too long" : forgotten ? "answer was lost" : "proposer gone").log();
        return ports.board().change(new BoardChange.Abort(proposal.id()));
    }

    /** Gives this node's word on the proposal, if one is up and waits for it, and returns the state after that. */
    BoardState acknowledge(View view) throws BoardException {
        Proposal proposal = view.state().proposal();
        if (proposal == null || proposal.acknowledgements().containsKey(view.self().id())) {
            return view.state();
        }
        List<Problem> problems = take(proposal.revision());
        Acknowledgement word = new Acknowledgement(view.self().name(), view.self().id(), problems);
        return ports.board().change(new BoardChange.Acknowledge(proposal.id(), word));
    }

    private List<Problem> take(Revision revision) throws BoardException {
        Optional<PackedDocument> document = find(revision);
        if (document.isEmpty()) {
            return List.of(Candidate.problem("the document " + revision.sha256() + " is not in the grid"));
        }
        List<Problem> problems = candidate.prepare(document.get());
        if (!problems.isEmpty()) {
            return problems;
        }
        try {
            stage(revision, document.get());
            return List.of();
        } catch (IOException e) {
            LOG.atError().setMessage("revision not written").addKeyValue("revision", revision.number()).setCause(e).log();
            return List.of(Candidate.problem("cannot be written to disk: " + e.getMessage()));
        }
    }

    private Optional<PackedDocument> find(Revision revision) throws BoardException {
        Optional<PackedDocument> kept = ports.store().document(revision.sha256());
        return kept.isPresent() ? kept : ports.shelf().find(revision.sha256());
    }

    private void stage(Revision revision, PackedDocument document) throws IOException {
        Revision before = staged;
        if (before != null && !before.isSameAs(revision)) {
            staged = null;
            ports.store().unstage(before);
        }
        ports.store().stage(revision, document);
        staged = revision;
    }

    /** Serves the current revision, from the moment this returns, unless this node does already or cannot. */
    void adopt(View view) throws BoardException {
        Revision current = view.state().current().orElseThrow();
        if (served != null && served.isSameAs(current)) {
            problem("");
            rewrite(view.state());
            return;
        }
        if (failedSha256.equals(current.sha256()) && view.nowNanos() - failedAtNanos < RolloutTimes.RETRY) {
            return;
        }
        String failure = swap(view.state(), current);
        failedSha256 = failure.isEmpty() ? "" : current.sha256();
        failedAtNanos = view.nowNanos();
        problem(failure);
    }

    private String swap(BoardState state, Revision current) throws BoardException {
        if (!candidate.is(current.sha256())) {
            Optional<PackedDocument> document = find(current);
            if (document.isEmpty()) {
                return "revision " + current.number() + ": its document is neither in the grid nor on this disk";
            }
            List<Problem> problems = candidate.prepare(document.get());
            if (!problems.isEmpty()) {
                return "revision " + current.number() + ": " + problems.getFirst();
            }
        }
        persist(state.clusterId(), current);
        candidate.activate(current);
        served = current;
        LOG.atInfo().setMessage("revision served").addKeyValue("revision", current.number()).addKeyValue("author", current.author())
                .addKeyValue("sha256", current.sha256()).log();
        return "";
    }

    /** A commit that reached the grid holds, whether this disk takes it or not: the write is tried again. */
    private void persist(String clusterId, Revision revision) throws BoardException {
        try {
            Optional<PackedDocument> document = find(revision);
            if (document.isPresent()) {
                stage(revision, document.get());
            }
            ports.store().commit(clusterId, revision);
            staged = null;
            unwritten = null;
        } catch (IOException e) {
            unwritten = revision;
            LOG.atError().setMessage("revision not written").addKeyValue("revision", revision.number()).setCause(e).log();
        }
    }

    private void rewrite(BoardState state) throws BoardException {
        if (unwritten != null) {
            persist(state.clusterId(), unwritten);
        }
    }

    /** Lets go of a compiled or written document that is neither proposed, nor current, nor about to be proposed. */
    void release(BoardState state, String conductedSha256) {
        String proposed = state.proposal() == null ? "" : state.proposal().revision().sha256();
        String current = state.current().filter(revision -> served == null || !served.isSameAs(revision)).map(Revision::sha256).orElse("");
        Revision written = staged;
        if (written != null && !written.sha256().equals(proposed) && !written.sha256().equals(current)) {
            staged = null;
            ports.store().unstage(written);
        }
        boolean wanted = candidate.is(proposed) || candidate.is(conductedSha256) || candidate.is(current);
        if (!wanted) {
            candidate.discard();
        }
    }

    /** Lets go of everything that waits; what is served stays served. */
    void close() {
        candidate.discard();
    }
}
