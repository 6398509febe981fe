package io.gridgate.rollout;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.config.source.Problem;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's part in the rollout, as steps that somebody else times: each looks at the cluster and does what is to be done.
 *
 * <p>Thread-safety: confined to one thread at a time.
 */
final class RolloutCore {

    private static final Logger LOG = LoggerFactory.getLogger(RolloutCore.class);
    private static final int ROUNDS_A_STEP = 6;
    private static final int WAITING_MAX = 16;

    private final RolloutPorts ports;
    private final RolloutOptions options;
    private final Follower follower;
    private final Opening opening;
    private final Shelving shelving;
    private final StableMembers stable = new StableMembers();
    private final MemberNews news;
    private final Apply.Conducting conducting;
    private final Deque<Apply> waiting = new ArrayDeque<>();
    private @Nullable Apply conducted;
    private @Nullable NodeReport reported;
    private long reportedAtNanos;
    private long bringInPausedAtNanos;
    private boolean bringInPaused;
    private boolean ready;
    private boolean draining;
    private @Nullable RolloutRefusedException refusal;
    private RolloutFacts facts = RolloutFacts.NONE;
    private Consumer<RolloutFacts> onJudged = found -> {};

    RolloutCore(RolloutPorts ports, RolloutOptions options) {
        this.ports = ports;
        this.options = options;
        this.follower = new Follower(ports);
        this.opening = new Opening(ports, options.initial());
        this.shelving = new Shelving(ports);
        this.news = new MemberNews(ports.events());
        this.conducting = new Apply.Conducting(ports, follower, stable, options.clock());
    }

    /** Returns what the last step found. */
    RolloutFacts facts() {
        return facts;
    }

    /** Tells the listener what each look found before the others are told what this node serves. */
    void onJudged(Consumer<RolloutFacts> listener) {
        onJudged = listener;
    }

    /** Returns whether a change waits for an answer. */
    boolean isConducting() {
        return conducted != null || !waiting.isEmpty();
    }

    /** Takes a change in its turn. */
    void submit(Apply change) {
        if (waiting.size() >= WAITING_MAX) {
            change.finish(new ApplyResult.Busy(ports.membership().self().name()));
        } else {
            waiting.add(change);
        }
    }

    /** The node is on its way out; told with the next step. */
    void drain() {
        draining = true;
        ports.events().tell(Event.of(EventType.NODE_DRAINING));
    }

    /** Looks and acts once; never throws. */
    void step() {
        long now = options.ticker().nanos();
        try {
            look(now);
        } catch (BoardException e) {
            LOG.atDebug().setMessage("grid silent").setCause(e).log();
            onSilence(String.valueOf(e.getMessage()), now);
        } catch (RuntimeException e) {
            LOG.atError().setMessage("rollout step failed").setCause(e).log();
            onSilence(e.toString(), now);
        }
        waiting.removeIf(Apply::isDone);
    }

    private void onSilence(String reason, long now) {
        List<Apply> all = new ArrayList<>(waiting);
        if (conducted != null) {
            all.add(conducted);
        }
        all.forEach(change -> change.onSilence(reason, now));
        forgetDone();
    }

    private void look(long now) throws BoardException {
        List<NodeIdentity> members = ports.membership().members();
        NodeIdentity self = ports.membership().self();
        if (members.stream().noneMatch(member -> member.id().equals(self.id()))) {
            onSilence("this node is not in the grid", now);
            facts = facts.outside();
            return;
        }
        news.observe(self, members);
        report(self, now);
        View view = View.of(ports.board().read(), self, members, ports.board().reports(), now);
        if (view.report(self).isEmpty()) {
            reported = null;
            report(self, now);
        }
        stable.observe(view.names(), view.leaving(), now);
        for (int round = 0; round < ROUNDS_A_STEP; round++) {
            BoardState before = view.state();
            view = view.with(act(view));
            if (view.state().equals(before)) {
                break;
            }
        }
        follower.release(view.state(), conducted == null ? "" : conducted.document().sha256());
        if (ready) {
            shelving.run(view);
        }
        judge(view);
        report(self, now);
    }

    /** One round: the dead are buried, the node follows, its own change goes on; returns the state after that. */
    private BoardState act(View view) throws BoardException {
        BoardState state = follower.buryDead(view, conducted == null ? "" : conducted.proposalId());
        state = follower.acknowledge(view.with(state));
        state = state.current().isEmpty() ? open(view.with(state)) : follow(view.with(state));
        return conduct(view.with(state));
    }

    private BoardState open(View view) throws BoardException {
        BoardState state = opening.install(view);
        PackedDocument initial = state.current().isEmpty() && conducted == null && waiting.isEmpty() ? opening.propose(view) : null;
        if (initial != null) {
            ApplyRequest request = new ApplyRequest(view.self().name(), "initial document", OptionalLong.of(0), false);
            Apply first = Apply.of(initial, request, view.nowNanos());
            var _ = first.result().thenAccept(this::onInitial);
            var _ = first.result().thenAccept(new ChangeNews(ports.events(), request.author(), 0)::tell);
            submit(first);
        }
        return state;
    }

    private void onInitial(ApplyResult result) {
        if (!(result instanceof ApplyResult.Applied)) {
            LOG.atInfo().setMessage("the initial document is not applied").addKeyValue("result", result).log();
        }
        if (result instanceof ApplyResult.Refused(String node, List<Problem> problems)) {
            refusal = new RolloutRefusedException("the initial document is refused by " + node, problems);
        } else {
            opening.pause(options.ticker().nanos());
        }
    }

    private BoardState follow(View view) throws BoardException {
        opening.onCurrent(view.state().current().orElseThrow());
        StoredHistory mine = ports.store().history();
        switch (Lineage.of(mine, view.state())) {
            case SAME, BEHIND -> follower.adopt(view);
            case AHEAD -> bringIn(view, mine);
            case FORK -> {
                setAside(mine, Lineage.divergesAt(mine, view.state()));
                follower.adopt(view);
            }
            case FOREIGN -> onForeign(view, mine);
        }
        return view.state();
    }

    private void setAside(StoredHistory mine, long from) {
        List<Long> lost = mine.committed().stream().map(Revision::number).filter(number -> number >= from).toList();
        LOG.atWarn().setMessage("fork: the grid's revisions stay, this disk's are set aside").addKeyValue("revisions", lost).log();
        try {
            ports.store().setAside(from);
        } catch (IOException e) {
            LOG.atError().setMessage("revisions not set aside").addKeyValue("revisions", lost).setCause(e).log();
        }
    }

    /** This disk goes on from the grid's current revision: what it has more was acknowledged once, so it comes back by way of a proposal. */
    private void bringIn(View view, StoredHistory mine) {
        boolean waits = bringInPaused && view.nowNanos() - bringInPausedAtNanos < RolloutTimes.RETRY;
        if (waits || conducted != null && conducted.isBringIn() || waiting.stream().anyMatch(Apply::isBringIn)) {
            return;
        }
        List<Revision> lineage = mine.committed().stream().filter(revision -> revision.number() > view.state().number()).toList();
        Optional<PackedDocument> document = ports.store().document(lineage.getLast().sha256());
        if (document.isEmpty()) {
            setAside(mine, lineage.getLast().number());
            return;
        }
        Apply change = Apply.bringIn(document.get(), lineage, view.state().number(), view.nowNanos());
        var _ = change.result().thenAccept(result -> onBroughtIn(lineage.getLast(), result));
        var _ = change.result().thenAccept(new ChangeNews(ports.events(), lineage.getLast().author(), 0)::tell);
        waiting.addFirst(change);
    }

    private void onBroughtIn(Revision revision, ApplyResult result) {
        LOG.atInfo().setMessage("newer revision brought in from this disk").addKeyValue("revision", revision.number())
                .addKeyValue("result", result).log();
        bringInPaused = !(result instanceof ApplyResult.Applied);
        bringInPausedAtNanos = options.ticker().nanos();
        if (result instanceof ApplyResult.Refused(String node, List<Problem> problems)) {
            follower.problem("revision " + revision.number() + " of this disk is refused by " + node + ": " + problems.getFirst());
        }
    }

    /**
     * At start, a disk of another cluster is refused. While running it means that two grids that began apart became one: what both have
     * in common is followed, anything else needs the operator.
     */
    private void onForeign(View view, StoredHistory mine) throws BoardException {
        if (follower.served().isEmpty()) {
            refusal = new RolloutRefusedException("data_dir holds revisions of cluster " + mine.clusterId() + ", the grid is cluster "
                    + view.state().clusterId() + " (expected: the same; remove data_dir to join this grid)", List.of());
            return;
        }
        boolean common = mine.newest().map(Revision::sha256)
                .filter(sha -> view.state().history().stream().anyMatch(revision -> revision.sha256().equals(sha))).isPresent();
        if (common) {
            setAside(mine, 1);
            follower.adopt(view);
        } else {
            follower.problem("the grid is cluster " + view.state().clusterId() + ", this node has served cluster " + mine.clusterId()
                    + ": remove its data_dir and start it again");
        }
    }

    private BoardState conduct(View view) throws BoardException {
        if (conducted == null) {
            conducted = waiting.poll();
        }
        BoardState state = view.state();
        if (conducted != null) {
            state = conducted.step(view, conducting);
        }
        for (Apply next : waiting) {
            next.onWaiting(view.self().name(), view.nowNanos());
        }
        forgetDone();
        return state;
    }

    private void forgetDone() {
        if (conducted != null && conducted.isDone()) {
            conducted = null;
        }
    }

    private void judge(View view) {
        boolean settled = ports.membership().isSettled();
        Optional<Revision> current = view.state().current();
        Optional<Revision> served = follower.served();
        boolean serving = current.isPresent() ? served.filter(current.get()::isSameAs).isPresent() : !opening.isPending();
        boolean free = view.state().proposal() == null
                || view.state().proposal().acknowledgements().containsKey(view.self().id());
        if (!ready && settled && serving && free && refusal == null) {
            ready = true;
            ports.events().tell(Event.of(EventType.NODE_READY).with("revision", served.map(Revision::number).orElse(0L)));
        }
        String problem = refusal == null ? follower.problem() : String.valueOf(refusal.getMessage());
        facts = new RolloutFacts(view, served, settled, serving, ready, stable.size(), refusal, problem);
        onJudged.accept(facts);
    }

    private void report(NodeIdentity self, long now) throws BoardException {
        NodeState state = draining ? NodeState.DRAINING : ready ? NodeState.SERVING : NodeState.STARTING;
        long revision = follower.served().map(Revision::number).orElse(0L);
        NodeReport next = new NodeReport(self.name(), self.id(), state, revision, ports.store().history().number(), follower.problem());
        if (!next.equals(reported) || now - reportedAtNanos >= RolloutTimes.REPORT) {
            ports.board().report(next);
            reported = next;
            reportedAtNanos = now;
        }
    }

    /** Answers whoever waits that this node is closing, and lets go of what waits to be served. */
    void close() {
        List<Apply> all = new ArrayList<>(waiting);
        if (conducted != null) {
            all.add(conducted);
        }
        all.forEach(change -> change.finish(new ApplyResult.GridSilent("this node is leaving")));
        waiting.clear();
        conducted = null;
        follower.close();
    }
}
