package io.gridgate.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Events;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of nodes whose steps, deaths, restarts and lost answers come in an order that a seed decides, on a clock that only moves here.
 *
 * <p>Thread-safety: confined to one test.
 */
final class Simulation {

    /** A node dies in the middle of a call. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Random random;
    private final InMemoryGrid grid = new InMemoryGrid();
    private final List<Node> nodes = new ArrayList<>();
    /** key: number, value: the SHA-256 that some node served under it. */
    private final Map<Long, String> servedByNumber = new HashMap<>();
    private final List<Revision> applied = new ArrayList<>();
    private final Set<String> refusedDocuments = new java.util.HashSet<>();
    private long nowNanos = 1;
    private int documents;
    private int runs;
    /** Whether a revision that was committed but never answered may have been lost: then its number is given again. */
    private boolean forgetful;
    private double deathRate;
    private double lostRate;

    Simulation(long seed, int size) {
        random = new Random(seed);
        for (int i = 1; i <= size; i++) {
            nodes.add(new Node("gw-" + i));
        }
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Revision> applied() {
        return applied;
    }

    InMemoryGrid grid() {
        return grid;
    }

    /** Sets how often a call ends in the caller's death, and how often an answer is lost. */
    void trouble(double deaths, double losses) {
        deathRate = deaths;
        lostRate = losses;
    }

    PackedDocument nextDocument() {
        return document("document " + ++documents);
    }

    static PackedDocument document(String text) {
        return PackedDocument.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Lets one node or the other do one step, time pass, and the dead be noticed or start again. */
    void tick() {
        nowNanos += random.nextLong(TimeUnit.MILLISECONDS.toNanos(200));
        Node node = nodes.get(random.nextInt(nodes.size()));
        if (node.core != null) {
            node.step();
        } else if (node.isNoticed() && random.nextInt(10) == 0) {
            node.start(null);
        } else if (random.nextInt(4) == 0) {
            node.notice();
        }
    }

    /** Runs ticks without trouble until every node is up, serves the current revision, has nothing under way, and all applied are kept. */
    void settle() {
        trouble(0, 0);
        for (int i = 0; i < 20_000; i++) {
            tick();
            if (isSettled() && applied.stream().allMatch(board()::has)) {
                return;
            }
        }
        throw new AssertionError("not settled: " + describe());
    }

    private boolean isSettled() {
        BoardState state = board();
        return state.proposal() == null && nodes.stream().allMatch(node -> {
            RolloutCore core = node.core;
            return core != null && core.facts().ready() && !core.isConducting()
                    && core.facts().served().map(Revision::number).orElse(0L) == state.number();
        });
    }

    BoardState board() {
        try {
            return grid.board().read();
        } catch (BoardException e) {
            throw new AssertionError(e);
        }
    }

    /** The grid loses what it holds while the nodes live on, as when all copies of a partition are lost. */
    void amnesia() {
        forgetful = true;
        grid.forget();
    }

    /** Every node dies at once, and the grid with them. */
    void blackout() {
        nodes.forEach(Node::die);
        nodes.forEach(Node::notice);
        grid.forget();
    }

    /** Lets a random live node conduct a change; its result is judged when it comes. */
    void applySomewhere(PackedDocument document) {
        List<Node> live = nodes.stream().filter(node -> node.core != null).toList();
        if (!live.isEmpty()) {
            var _ = live.get(random.nextInt(live.size())).apply(document, ApplyRequest.by("sim", ""));
        }
    }

    String describe() {
        StringBuilder text = new StringBuilder("board ").append(numbers(board().history())).append(' ').append(board().proposal());
        for (Node node : nodes) {
            text.append('\n').append(node.name).append(" disk ").append(numbers(node.disk.history().committed()));
            text.append(node.core == null ? " down" : " " + node.served + " " + node.core.facts().problem());
        }
        return text.toString();
    }

    private static List<Long> numbers(List<Revision> revisions) {
        return revisions.stream().map(Revision::number).toList();
    }

    /** One machine: its disk outlives its runs. */
    final class Node {

        final String name;
        final InMemoryRevisionStore disk = new InMemoryRevisionStore();
        @Nullable RolloutCore core;
        @Nullable Revision served;
        /** Documents that contain it are refused by this node; empty: none. */
        String refuses = "";
        private NodeIdentity identity = identity(0);

        Node(String name) {
            this.name = name;
        }

        private NodeIdentity identity(int run) {
            return new NodeIdentity(name, name + "/" + run, "default", "127.0.0.1:0", "1", Instant.EPOCH);
        }

        void start(@Nullable PackedDocument initial) {
            disk.restart();
            served = null;
            identity = identity(++runs);
            grid.join(identity);
            RolloutPorts ports = new RolloutPorts(new TroubledBoard(), new TroubledShelf(), grid.membership(identity), new TroubledStore(),
                    new Loader(), Events.none());
            core = new RolloutCore(ports, new RolloutOptions(initial, () -> nowNanos, () -> Instant.ofEpochSecond(0, nowNanos)));
        }

        void die() {
            core = null;
            served = null;
        }

        void notice() {
            grid.leave(identity.id());
        }

        boolean isNoticed() {
            return !grid.members().contains(identity);
        }

        void step() {
            RolloutCore running = core;
            if (running == null) {
                return;
            }
            try {
                running.step();
            } catch (Death e) {
                die();
                return;
            }
            if (running.facts().ready()) {
                assertThat(isCurrentOrLater(running)).as("ready and behind: %s", name).isTrue();
            }
        }

        private boolean isCurrentOrLater(RolloutCore running) {
            return running.facts().served().isPresent() || board().number() == 0 || applied.isEmpty();
        }

        CompletableFuture<ApplyResult> apply(PackedDocument document, ApplyRequest request) {
            RolloutCore running = java.util.Objects.requireNonNull(core, "core");
            Apply change = Apply.of(document, request, nowNanos);
            var _ = change.result().thenAccept(this::judge);
            running.submit(change);
            return change.result();
        }

        private void judge(ApplyResult result) {
            if (!(result instanceof ApplyResult.Applied(Revision revision, var byNode))) {
                return;
            }
            applied.add(revision);
            assertThat(byNode.values()).allMatch(number -> number >= revision.number());
            for (Node node : nodes) {
                if (node.core != null && node.core.facts().ready()) {
                    assertThat(node.served).as("%s after the answer of %s", node.name, revision.number()).isNotNull();
                    assertThat(node.served.number()).as(node.name).isGreaterThanOrEqualTo(revision.number());
                }
            }
        }

        private void onServed(Revision revision) {
            assertThat(refusedDocuments).doesNotContain(revision.sha256());
            if (forgetful) {
                served = revision;
                return;
            }
            if (served != null) {
                assertThat(revision.number()).as("%s goes back", name).isGreaterThan(served.number());
            }
            String before = servedByNumber.putIfAbsent(revision.number(), revision.sha256());
            assertThat(before == null || before.equals(revision.sha256())).as("two documents under %s", revision.number()).isTrue();
            served = revision;
        }

        private void mayDie() {
            if (random.nextDouble() < deathRate) {
                throw new Death();
            }
        }

        private void mayLose() throws BoardException {
            if (random.nextDouble() < lostRate) {
                throw new BoardException("answer lost");
            }
        }

        private final class TroubledBoard implements RevisionBoard {

            private final RevisionBoard board = grid.board();

            @Override
            public BoardState read() throws BoardException {
                mayLose();
                return board.read();
            }

            @Override
            public BoardState change(BoardChange change) throws BoardException {
                mayDie();
                mayLose();
                BoardState after = board.change(change);
                mayDie();
                mayLose();
                return after;
            }

            @Override
            public void report(NodeReport report) throws BoardException {
                mayDie();
                mayLose();
                board.report(report);
                mayDie();
            }

            @Override
            public Collection<NodeReport> reports() throws BoardException {
                mayLose();
                return board.reports();
            }

            @Override
            public void onChange(Runnable listener) {
                board.onChange(listener);
            }
        }

        private final class TroubledShelf implements DocumentShelf {

            private final DocumentShelf shelf = grid.shelf();

            @Override
            public void keep(PackedDocument document) throws BoardException {
                mayDie();
                mayLose();
                shelf.keep(document);
                mayDie();
                mayLose();
            }

            @Override
            public Optional<PackedDocument> find(String sha256) throws BoardException {
                mayLose();
                return shelf.find(sha256);
            }

            @Override
            public Set<String> names() throws BoardException {
                mayLose();
                return shelf.names();
            }

            @Override
            public void drop(String sha256) throws BoardException {
                mayLose();
                shelf.drop(sha256);
            }
        }

        private final class TroubledStore implements RevisionStore {

            @Override
            public StoredHistory history() {
                return disk.history();
            }

            @Override
            public void stage(Revision revision, PackedDocument document) throws IOException {
                mayDie();
                disk.stage(revision, document);
                mayDie();
            }

            @Override
            public void unstage(Revision revision) {
                disk.unstage(revision);
            }

            @Override
            public void commit(String clusterId, Revision revision) throws IOException {
                mayDie();
                disk.commit(clusterId, revision);
                mayDie();
            }

            @Override
            public void setAside(long fromNumber) throws IOException {
                mayDie();
                disk.setAside(fromNumber);
                mayDie();
            }

            @Override
            public Optional<PackedDocument> document(String sha256) {
                return disk.document(sha256);
            }
        }

        private final class Loader implements RevisionLoader {

            @Override
            public Loaded prepare(PackedDocument document) {
                mayDie();
                String text = new String(document.bytes(), StandardCharsets.UTF_8);
                if (!refuses.isEmpty() && text.contains(refuses)) {
                    refusedDocuments.add(document.sha256());
                    return new Loaded.Refused(List.of(Candidate.problem("refused by " + name)));
                }
                return new Loaded.Ready(new Compiled());
            }
        }

        private final class Compiled implements RevisionLoader.Prepared {

            @Override
            public void activate(Revision revision) {
                onServed(revision);
            }

            @Override
            public void discard() {
                // Nothing is held.
            }
        }
    }
}
