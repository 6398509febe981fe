package io.gridgate.ratelimit;

import io.gridgate.base.Metrics;
import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.config.gateway.RateLimitConfig.Mode;
import io.gridgate.config.gateway.RateLimitConfig.OnGridLoss;
import io.gridgate.ratelimit.ask.OneAsk;
import io.gridgate.ratelimit.ask.SimulatedGrid;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterState;
import io.gridgate.ratelimit.counter.CounterStore;
import io.gridgate.ratelimit.counter.Grant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of nodes that share one key of one limit, on simulated time: messages are late, lost and doubled, members die one at a time, and their
 * clocks differ. The same seed gives the same run.
 *
 * <p>The nodes are the real ones ({@link AskDesk}, {@link KeyCounter}, {@link CounterState}); what is simulated is the network, the owner with its
 * backup, and the requests.
 *
 * <p>Thread-safety: confined to one test.
 */
final class LimiterSimulation {

    /**
     * What a run is made of.
     *
     * @param nodes at its start
     * @param requests of all nodes together
     * @param skewMillis by which clocks may differ at most
     * @param faults how many in a thousand messages are lost, and as many doubled
     * @param deaths members that die, one at a time
     * @param stallMillis for how long, from a third of the run on, nothing arrives, as in a slow failover
     */
    record Plan(CounterRule rule, Mode mode, int unit, int nodes, int requests, long spanMillis, long skewMillis, int faults, int deaths,
            long stallMillis) {}

    /** A request that was let through: when, and out of which window of the owner. */
    record Admission(long atMillis, long windowMillis) {}

    private static final long ORIGIN_MILLIS = 1_700_000_000_000L;
    private static final long SETTLE_MILLIS = 3_000;

    private final Plan plan;
    private final Random random;
    private final SimulatedGrid<CounterState> grid;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Admission> admissions = new ArrayList<>();
    private int refused;
    private int lost;
    private int waitedTooLong;
    private int owner;
    private int backup;

    /** Which window an ask was granted of. */
    private final Map<Granted, Long> windows = new HashMap<>();

    private record Granted(long holder, long id) {}

    LimiterSimulation(Plan plan, long seed) {
        this.plan = plan;
        this.random = new Random(seed);
        this.grid = new SimulatedGrid<>(CounterState.EMPTY, random, plan.faults(), this::delay);
        for (int i = 0; i < plan.nodes(); i++) {
            nodes.add(new Node(i));
        }
        backup = 1;
    }

    /** Runs it to its end. */
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
        }
        grid.run((plan.spanMillis() + SETTLE_MILLIS) * 1_000);
    }

    List<Admission> admissions() {
        return admissions;
    }

    int refused() {
        return refused;
    }

    int lost() {
        return lost;
    }

    int waitedTooLong() {
        return waitedTooLong;
    }

    /** Mostly half a millisecond, now and then a long pause; in a stall until it is over. */
    private long delay() {
        long stalledFrom = plan.spanMillis() * 1_000 / 3;
        long stalledTo = stalledFrom + plan.stallMillis() * 1_000;
        return delayAlone() + (grid.nowMicros() >= stalledFrom && grid.nowMicros() < stalledTo ? stalledTo - grid.nowMicros() : 0);
    }

    private long delayAlone() {
        return random.nextInt(50) == 0 ? random.nextInt(700_000) : 100 + random.nextInt(900);
    }

    /** A member dies without a word. If it owned the key, the backup does so now; in any case the key has another backup. */
    private void kill() {
        List<Node> live = nodes.stream().filter(node -> node.alive).toList();
        if (live.size() < 3) {
            return;
        }
        Node victim = random.nextBoolean() ? nodes.get(owner) : live.get(random.nextInt(live.size()));
        victim.alive = false;
        grid.memberDied();
        if (victim.index == owner) {
            owner = backup;
            grid.failOver();
        }
        if (victim.index == owner || victim.index == backup || owner == backup) {
            int now = owner;
            List<Node> others = nodes.stream().filter(node -> node.alive && node.index != now).toList();
            backup = others.get(random.nextInt(others.size())).index;
        }
        grid.later(delay(), grid::backUp);
    }

    /** A node: its desk, its clocks, its requests. */
    private final class Node implements CounterStore {

        private final int index;
        private final long skewMillis;
        private final long tickerOffsetNanos = random.nextLong(1_000_000_000_000L);
        private final KeyCounter counter;
        private final AskDesk desk;
        private boolean alive = true;
        private long lastWindow;

        private Node(int index) {
            this.index = index;
            this.skewMillis = plan.skewMillis() == 0 ? 0 : random.nextLong(plan.skewMillis() + 1);
            KeySettings settings = new KeySettings(plan.rule(), plan.mode(), OnGridLoss.DENY, plan.unit());
            this.desk = AskDesk.manual(this, this::nanos, new LimitMeters(Metrics.none()), index + 1);
            this.counter = new KeyCounter("key", () -> settings, desk::over);
        }

        private long nanos() {
            return tickerOffsetNanos + grid.nowMicros() * 1_000;
        }

        private long clockMillis() {
            return ORIGIN_MILLIS + grid.nowMicros() / 1_000 + skewMillis;
        }

        private void sweep() {
            if (alive) {
                desk.work();
                desk.sweep();
                desk.work();
                grid.later(50_000, this::sweep);
            }
        }

        private void request() {
            if (!alive) {
                return;
            }
            Lease lease = counter.take(plan.unit(), nanos());
            if (lease != null) {
                admit(lease);
            } else if (counter.isRefusing(nanos())) {
                refused++;
            } else if (counter.asks().isLost()) {
                lost++;
                if (counter.asks().probe(nanos())) {
                    post();
                }
            } else {
                await();
            }
        }

        private void await() {
            Request request = new Request(this, grid.nowMicros());
            if (counter.asks().join(request)) {
                post();
            }
            grid.later(OneAsk.WAIT_NANOS / 1_000, () -> {
                if (alive && counter.asks().leave(request)) {
                    request.onLost();
                }
            });
        }

        private void post() {
            desk.post(counter);
            grid.later(10 + random.nextInt(100), () -> {
                if (alive) {
                    desk.work();
                }
            });
        }

        private void admit(Lease lease) {
            if (alive) {
                // A lease that was restored after a lost ask has no id, and is of the window of the one before.
                lastWindow = lease.id() == 0 ? lastWindow : windows.getOrDefault(new Granted(index + 1L, lease.id()), 0L);
                admissions.add(new Admission(grid.nowMicros() / 1_000, lastWindow));
            }
        }

        @Override
        public CompletionStage<Grant> ask(String key, CounterRule rule, Ask ask) {
            return grid.<Grant>send(state -> {
                CounterState.Answered answered = state.ask(rule, ask, nodes.get(owner).clockMillis());
                answered.state().asks().stream().filter(last -> last.holder() == ask.holder() && last.id() == ask.id())
                        .forEach(last -> windows.put(new Granted(last.holder(), last.id()), last.atMillis()));
                return new SimulatedGrid.Answered<>(answered.state(), answered.grant());
            }).whenComplete((_, _) -> grid.later(20, () -> {
                if (alive) {
                    desk.work();
                }
            }));
        }

        @Override
        public CompletionStage<Void> giveBack(String key, CounterRule rule, long holder, long id, long units) {
            return grid.<Boolean>send(state -> new SimulatedGrid.Answered<>(
                    state.giveBack(rule, holder, id, units, nodes.get(owner).clockMillis()), true)).thenAccept(_ -> {});
        }

        @Override
        public String owner(String key) {
            return "m-" + owner;
        }

        @Override
        public Standing standing() {
            return new Standing(true, (int) nodes.stream().filter(node -> node.alive).count());
        }
    }

    /** A request that waits. */
    private final class Request implements Waiter {

        private final Node node;
        private final long sinceMicros;

        private Request(Node node, long sinceMicros) {
            this.node = node;
            this.sinceMicros = sinceMicros;
        }

        @Override
        public int units() {
            return plan.unit();
        }

        private void check() {
            if (node.alive && grid.nowMicros() - sinceMicros > TimeUnit.NANOSECONDS.toMicros(OneAsk.WAIT_NANOS)) {
                waitedTooLong++;
            }
        }

        @Override
        public void onAdmitted(Lease lease) {
            check();
            node.admit(lease);
        }

        @Override
        public void onRefused() {
            check();
            refused++;
        }

        @Override
        public void onLost() {
            check();
            lost++;
        }
    }

    /** Counts by the windows that the owners' clocks were in when they granted, so that it is right with any skew. */
    private @Nullable String overFixed() {
        Map<Long, Long> counts = new HashMap<>();
        for (Admission admission : admissions) {
            long count = counts.merge(admission.windowMillis(), (long) plan.unit(), Long::sum);
            if (count > plan.rule().limit()) {
                return count + " in the window at " + admission.windowMillis();
            }
        }
        return plan.skewMillis() == 0 ? overFixedByTime() : null;
    }

    private @Nullable String overFixedByTime() {
        Map<Long, Long> counts = new HashMap<>();
        for (Admission admission : admissions) {
            long window = (ORIGIN_MILLIS + admission.atMillis()) / plan.rule().windowMillis();
            if (counts.merge(window, (long) plan.unit(), Long::sum) > plan.rule().limit()) {
                return counts.get(window) + " in one window";
            }
        }
        return null;
    }

    /** Returns the first span that saw more than it may, or null. Clocks that differ shorten a span by as much. */
    @Nullable
    String over() {
        CounterRule rule = plan.rule();
        if (rule.algorithm() == Algorithm.FIXED_WINDOW) {
            return overFixed();
        }
        for (int from = 0; from < admissions.size(); from++) {
            for (int to = from; to < admissions.size(); to++) {
                long span = admissions.get(to).atMillis() - admissions.get(from).atMillis();
                double used = (double) plan.unit() * (to - from + 1);
                if (rule.algorithm() == Algorithm.SLIDING_WINDOW && span >= rule.windowMillis() - plan.skewMillis() - 1) {
                    break;
                }
                double most = rule.algorithm() == Algorithm.SLIDING_WINDOW ? rule.limit()
                        : rule.burst() + rule.limit() * (span + plan.skewMillis() + 2.0) / rule.windowMillis();
                if (used > most) {
                    return used + " in " + span + " ms (at most " + most + ")";
                }
            }
        }
        return null;
    }
}
