package io.gridgate.rollout;

import static java.util.Objects.requireNonNull;

import io.gridgate.rollout.ApplyResult.Applied;
import io.gridgate.rollout.ApplyResult.Busy;
import io.gridgate.rollout.ApplyResult.GridSilent;
import io.gridgate.rollout.ApplyResult.NoQuorum;
import io.gridgate.rollout.ApplyResult.Pending;
import io.gridgate.rollout.ApplyResult.Refused;
import io.gridgate.rollout.ApplyResult.Stale;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One change on its way from the caller to every live node, conducted by the node that was asked.
 *
 * <p>Waits for its turn, proposes, waits for every live member's word, commits, waits until every live member serves it.
 *
 * <p>Thread-safety: confined to the node's rollout, except {@link #result}.
 */
final class Apply {

    private enum Phase {
        WAITING,
        PROPOSED,
        SWAPPING
    }

    private final PackedDocument document;
    private final ApplyRequest request;
    private final List<Revision> lineage;
    private final CompletableFuture<ApplyResult> result = new CompletableFuture<>();
    private final long startedNanos;
    private Phase phase = Phase.WAITING;
    private @Nullable Proposal proposal;
    private @Nullable Revision target;

    private Apply(PackedDocument document, ApplyRequest request, List<Revision> lineage, long startedNanos) {
        this.document = document;
        this.request = request;
        this.lineage = lineage;
        this.startedNanos = startedNanos;
    }

    /** Returns the change to a new document. */
    static Apply of(PackedDocument document, ApplyRequest request, long nowNanos) {
        return new Apply(document, request, List.of(), nowNanos);
    }

    /** Returns the change to revisions that this node's disk has and the grid has lost. */
    static Apply bringIn(PackedDocument document, List<Revision> lineage, long expected, long nowNanos) {
        ApplyRequest request = new ApplyRequest("", "", OptionalLong.of(expected), true);
        return new Apply(document, request, lineage, nowNanos);
    }

    /** Returns the id of the proposal that it waits for; empty if it has none up. */
    String proposalId() {
        return phase == Phase.PROPOSED && proposal != null ? proposal.id() : "";
    }

    PackedDocument document() {
        return document;
    }

    boolean isBringIn() {
        return !lineage.isEmpty();
    }

    /** Returns what comes of it; completed by the rollout's thread. */
    CompletableFuture<ApplyResult> result() {
        return result;
    }

    boolean isDone() {
        return result.isDone();
    }

    void finish(ApplyResult outcome) {
        result.complete(outcome);
    }

    /** Goes on as far as it can and returns the state after that. */
    BoardState step(View view, Conducting node) throws BoardException {
        return switch (phase) {
            case WAITING -> await(view, node);
            case PROPOSED -> gather(view, node);
            case SWAPPING -> {
                settle(view);
                yield view.state();
            }
        };
    }

    /** Gives up if the grid has been silent for too long. */
    void onSilence(String reason, long nowNanos) {
        long patience = phase == Phase.WAITING ? RolloutTimes.BUSY : RolloutTimes.CHANGE;
        if (nowNanos - startedNanos >= patience) {
            finish(new GridSilent(reason));
        }
    }

    /** Gives up if the change before it takes too long. */
    void onWaiting(String busyWith, long nowNanos) {
        if (nowNanos - startedNanos >= RolloutTimes.BUSY) {
            finish(new Busy(busyWith));
        }
    }

    private BoardState await(View view, Conducting node) throws BoardException {
        BoardState state = view.state();
        String newer = newerElsewhere(view, node);
        if (newer != null) {
            onWaiting(newer, view.nowNanos());
        } else if (request.expected().isPresent() && request.expected().getAsLong() != state.number()) {
            finish(new Stale(request.expected().getAsLong(), state.number()));
        } else if (!request.force() && !node.stable().isQuorum()) {
            onMinority(view, node);
        } else if (state.proposal() != null) {
            onWaiting(state.proposal().proposer(), view.nowNanos());
        } else {
            return propose(view, node);
        }
        return state;
    }

    /** While a failover is under way a node may see itself alone for a moment. */
    private void onMinority(View view, Conducting node) {
        if (view.nowNanos() - startedNanos >= RolloutTimes.MINORITY) {
            finish(new NoQuorum(view.members().size(), node.stable().size()));
        }
    }

    /** Returns a node whose disk has more than the board, which it is about to bring in; null if no node is known to have. */
    private @Nullable String newerElsewhere(View view, Conducting node) {
        boolean lost = view.state().number() == 0 && node.ports().store().history().number() > 0;
        if (lost || view.state().number() == 0 && !view.isEveryoneHeard()) {
            return view.self().name();
        }
        return isBringIn() || request.force() ? null : view.aheadOfBoard().orElse(null);
    }

    private BoardState propose(View view, Conducting node) throws BoardException {
        var problems = node.follower().check(document);
        if (!problems.isEmpty()) {
            finish(new Refused(view.self().name(), problems));
            return view.state();
        }
        if (request.force()) {
            node.stable().settle();
        }
        Proposal next = proposal(view, node);
        node.ports().shelf().keep(document);
        proposal = next;
        phase = Phase.PROPOSED;
        return node.ports().board().change(new BoardChange.Propose(next));
    }

    private Proposal proposal(View view, Conducting node) {
        Optional<Revision> current = view.state().current();
        List<Revision> revisions = isBringIn() ? lineage
                : List.of(new Revision(view.state().number() + 1, document.sha256(), current.map(Revision::sha256).orElse(""),
                        node.clock().instant(), request.author(), request.message(), document.size()));
        return new Proposal(UUID.randomUUID().toString(), UUID.randomUUID().toString(), view.state().number(), revisions,
                view.self().name(), view.self().id(), Map.of());
    }

    private BoardState gather(View view, Conducting node) throws BoardException {
        Proposal mine = requireNonNull(proposal, "proposal");
        BoardState state = view.state();
        if (!state.isUp(mine.id())) {
            onProposalGone(view, mine);
            return state;
        }
        Proposal open = requireNonNull(state.proposal(), "proposal");
        for (Acknowledgement word : open.acknowledgements().values()) {
            if (!word.isAgreed()) {
                return withdraw(view, node, new Refused(word.node(), word.problems()));
            }
        }
        List<String> silent = view.members().stream().filter(member -> !open.acknowledgements().containsKey(member.id()))
                .map(NodeIdentity::name).toList();
        if (silent.isEmpty()) {
            return node.ports().board().change(new BoardChange.Commit(mine.id(), view.memberIds()));
        }
        if (view.nowNanos() - startedNanos >= RolloutTimes.CHANGE) {
            return withdraw(view, node, new Pending(state.number(), false, silent));
        }
        return state;
    }

    /** A commit whose answer was lost may have been made after all: then it holds. */
    private BoardState withdraw(View view, Conducting node, ApplyResult outcome) throws BoardException {
        Proposal mine = requireNonNull(proposal, "proposal");
        BoardState after = node.ports().board().change(new BoardChange.Abort(mine.id()));
        if (after.has(mine.revision())) {
            swap(view.with(after), mine.revision());
        } else {
            finish(outcome);
        }
        return after;
    }

    /** Committed, unless another took it down: then it is this change's turn again, within its time. */
    private void onProposalGone(View view, Proposal mine) {
        if (view.state().has(mine.revision())) {
            swap(view, mine.revision());
            return;
        }
        proposal = null;
        phase = Phase.WAITING;
        onWaiting(view.self().name(), view.nowNanos());
    }

    private void swap(View view, Revision revision) {
        target = revision;
        phase = Phase.SWAPPING;
        settle(view);
    }

    private void settle(View view) {
        Revision revision = requireNonNull(target, "target");
        SortedMap<String, Long> nodes = new TreeMap<>();
        view.members().forEach(member -> nodes.put(member.name(), view.served(member)));
        List<String> pending = nodes.entrySet().stream().filter(node -> node.getValue() < revision.number()).map(Map.Entry::getKey)
                .toList();
        if (pending.isEmpty()) {
            finish(new Applied(revision, nodes));
        } else if (view.nowNanos() - startedNanos >= RolloutTimes.CHANGE) {
            finish(new Pending(revision.number(), true, pending));
        }
    }

    /**
     * The node that conducts.
     *
     * <p>Thread-safety: confined to the node's rollout.
     */
    record Conducting(RolloutPorts ports, Follower follower, StableMembers stable, InstantSource clock) {}
}
