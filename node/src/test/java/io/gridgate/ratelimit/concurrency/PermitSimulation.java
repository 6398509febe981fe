package io.gridgate.ratelimit.concurrency;

import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.base.Template;
import io.gridgate.config.gateway.ConcurrencyLimitConfig;
import io.gridgate.config.gateway.RateLimitConfig.OnGridLoss;
import io.gridgate.ratelimit.ask.SimulatedGrid;
import io.gridgate.ratelimit.concurrency.KeyPermits.Entry;
import io.gridgate.ratelimit.permit.PermitAsk;
import io.gridgate.ratelimit.permit.PermitState;
import io.gridgate.ratelimit.permit.PermitStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A cluster of nodes that share one key of one concurrency limit, on simulated time: messages are late, lost and doubled, and members die one at a
 * time. The same seed gives the same run.
 *
 * <p>The nodes are the real ones ({@link PermitDesk}, {@link PermitTable}, {@link KeyPermits}, {@link PermitState}); what is simulated is the
 * network, the owner with its backup, and the exchanges.
 *
 * <p>Thread-safety: confined to one test.
 */
final class PermitSimulation {

    /**
     * What a run is made of.
     *
     * @param nodes at its start
     * @param requests of all nodes together
     * @param lastsMillis how long an exchange takes at most
     * @param faults how many in a thousand messages are lost, and as many doubled
     * @param deaths members that die, one at a time
     */
    record Plan(int limit, int nodes, int requests, long spanMillis, int lastsMillis, int faults, int deaths) {}

    private static final long ORIGIN_MILLIS = 1_700_000_000_000L;
    private static final long SETTLE_MILLIS = 14_000;
    /** How long the others take at most to notice a death; until then an owner's keys have no other one. */
    private static final int NOTICED_MICROS = 5_000_000;

    private final Plan plan;
    private final Random random;
    private final SimulatedGrid<PermitState> grid;
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> members = new HashSet<>();
    private int owner;
    private int backup = 1;
    private int view;
    private int most;
    private int refused;
    private int lost;
    private int asks;

    PermitSimulation(Plan plan, long seed) {
        this.plan = plan;
        this.random = new Random(seed);
        this.grid = new SimulatedGrid<>(PermitState.EMPTY, random, plan.faults(), this::delay);
        grid.silentWhile(() -> !nodes.get(owner).alive);
        for (int i = 0; i < plan.nodes(); i++) {
            nodes.add(new Node(i));
        }
    }

    /** Runs it to its end, when nothing is under way any more. */
    void run() {
        for (int i = 0; i < plan.requests(); i++) {
            Node node = nodes.get(random.nextInt(plan.nodes()));
            grid.at(random.nextLong(plan.spanMillis() * 1_000), node::request);
        }
        for (int i = 0; i < plan.deaths(); i++) {
            grid.at((i + 1) * plan.spanMillis() * 1_000 / (plan.deaths() + 1), this::kill);
        }
        for (Node node : nodes) {
            grid.at(random.nextInt(50_000), node::sweep);
            grid.at(random.nextInt(5_000), node::tick);
        }
        grid.run((plan.spanMillis() + plan.lastsMillis() + SETTLE_MILLIS) * 1_000);
    }

    /** Returns the most exchanges that were under way at once on all living nodes. */
    int most() {
        return most;
    }

    int refused() {
        return refused;
    }

    int lost() {
        return lost;
    }

    int asks() {
        return asks;
    }

    /** Returns how many exchanges each node let in. */
    List<Integer> admitted() {
        return nodes.stream().map(node -> node.admitted).toList();
    }

    /** Returns the permits that a newcomer would get at the end. */
    int free() {
        members.add("newcomer");
        PermitAsk all = new PermitAsk("newcomer", 1, plan.limit(), 0, plan.limit(), 0);
        return grid.state().ask(all, members::contains, clockMillis()).held();
    }

    /** Returns whether the living nodes have forgotten the key. */
    boolean isForgotten() {
        return nodes.stream().filter(node -> node.alive).allMatch(node -> node.table.isIdle() && node.desk.keys() == 0);
    }

    private long clockMillis() {
        return ORIGIN_MILLIS + grid.nowMicros() / 1_000;
    }

    /** Mostly half a millisecond, now and then a long pause, if there are faults at all. */
    private long delay() {
        return plan.faults() > 0 && random.nextInt(50) == 0 ? random.nextInt(700_000) : 100 + random.nextInt(900);
    }

    /** A member dies without a word, and the others notice later, before the next one dies. If it owned the key, nobody answers until they do. */
    private void kill() {
        List<Node> live = nodes.stream().filter(node -> node.alive).toList();
        if (live.size() < 3) {
            return;
        }
        if (members.size() > live.size()) {
            grid.later(500_000, this::kill);
            return;
        }
        Node victim = random.nextBoolean() ? nodes.get(owner) : live.get(random.nextInt(live.size()));
        victim.alive = false;
        victim.active = 0;
        grid.memberDied();
        if (victim.index == backup) {
            backUp();
        }
        grid.later(random.nextInt(NOTICED_MICROS), () -> {
            members.remove(victim.id);
            view++;
            if (victim.index == owner) {
                owner = backup;
                grid.failOver();
                backUp();
            }
        });
    }

    private void backUp() {
        List<Node> others = nodes.stream().filter(node -> node.alive && node.index != owner).toList();
        backup = others.get(random.nextInt(others.size())).index;
        grid.backUp();
    }

    private void count() {
        most = Math.max(most, nodes.stream().mapToInt(node -> node.active).sum());
    }

    /** A node: its desk, its key, its exchanges. */
    private final class Node implements PermitStore {

        private final int index;
        private final String id;
        private final long tickerOffsetNanos = random.nextLong(1_000_000_000_000L);
        private final PermitDesk desk;
        private final PermitTable table;
        private boolean alive = true;
        private int active;
        private int admitted;

        private Node(int index) {
            this.index = index;
            this.id = "m-" + index;
            this.desk = PermitDesk.manual(this, this::nanos, new PermitMeters(Metrics.none()), Events.none());
            this.table = new PermitTable(
                    new ConcurrencyLimitConfig("l", null, Template.parse("{user}"), plan.limit(), OnGridLoss.SHARE, false), desk,
                    this::nanos);
            members.add(id);
        }

        private long nanos() {
            return tickerOffsetNanos + grid.nowMicros() * 1_000;
        }

        private void work() {
            if (alive) {
                desk.work();
            }
        }

        private void tick() {
            work();
            grid.later(5_000, this::tick);
        }

        private void sweep() {
            if (alive) {
                desk.sweep();
                desk.work();
                grid.later(50_000, this::sweep);
            }
        }

        private void request() {
            if (!alive) {
                return;
            }
            KeyPermits key;
            Entry entry;
            Request request = new Request(this);
            do {
                key = table.permits("somebody");
                request.key = key;
                entry = key.enter(request, standing(), nanos());
            } while (entry == Entry.RETIRED);
            if (entry == Entry.PASSED) {
                begin(key);
            } else if (entry == Entry.LOST) {
                enterAlone();
            } else {
                KeyPermits waitsFor = key;
                grid.later(2_000_000, () -> {
                    if (alive && waitsFor.leave(request)) {
                        enterAlone();
                    }
                });
            }
            grid.later(10 + random.nextInt(100), this::work);
        }

        private void enterAlone() {
            lost++;
            KeyPermits key;
            Entry entry;
            do {
                key = table.permits("somebody");
                entry = key.enterAlone(standing());
            } while (entry == Entry.RETIRED);
            if (entry == Entry.PASSED) {
                begin(key);
            }
        }

        private void begin(KeyPermits key) {
            if (!alive) {
                return;
            }
            active++;
            admitted++;
            count();
            grid.later(random.nextInt(plan.lastsMillis() * 1_000), () -> {
                if (alive) {
                    active--;
                    key.free(nanos());
                    grid.later(10 + random.nextInt(100), this::work);
                }
            });
        }

        @Override
        public CompletionStage<Integer> ask(String key, PermitAsk ask) {
            asks++;
            CompletableFuture<Integer> answer = grid.send(state -> {
                PermitState.Answered answered = state.ask(ask, members::contains, clockMillis());
                return new SimulatedGrid.Answered<>(answered.state(), answered.held());
            });
            CompletableFuture<Integer> heard = new CompletableFuture<>();
            var _ = answer.whenComplete((held, failure) -> {
                if (alive && failure == null) {
                    heard.complete(held);
                } else if (alive && failure != null) {
                    heard.completeExceptionally(failure);
                }
                grid.later(20, this::work);
            });
            return heard;
        }

        @Override
        public String owner(String key) {
            return "m-" + owner;
        }

        @Override
        public Standing standing() {
            return new Standing(true, members.size(), id, view);
        }
    }

    /** An exchange that waits. */
    private final class Request implements Waiter {

        private final Node node;
        private KeyPermits key;

        private Request(Node node) {
            this.node = node;
            this.key = node.table.permits("somebody");
        }

        @Override
        public void onAdmitted() {
            node.begin(key);
        }

        @Override
        public void onRefused() {
            refused++;
        }

        @Override
        public void onLost() {
            node.enterAlone();
        }
    }
}
