package io.gridgate.service.peer;

import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.Rounds;
import io.gridgate.service.instance.Scheduler;
import io.gridgate.service.peer.LoadReport.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The conversation of this node with the others about load: says how many exchanges it has under way at each instance and how
 * long they take, hears the same of the others, and leaves at each instance what they add to its own counts.
 *
 * <p>One report a round names all that is not zero. A node that has used nothing for {@link #EVIDENCE} is silent. What was
 * heard counts for {@link #COUNTS_FOR}, and not longer than its node is on the roster. Alone, or without a service that is
 * balanced by load, no task waits and every instance has this node's own counts only.
 *
 * <p>Thread-safety: thread-safe; what rounds use is confined to them, one at a time, in the background.
 */
public final class LoadExchange implements AutoCloseable {

    /** How often this node says its load, and takes up what it heard. */
    static final Duration EVERY = Duration.ofMillis(200);
    /** How long a report counts that no other follows: three rounds. */
    static final Duration COUNTS_FOR = EVERY.multipliedBy(3);
    /** How long a node speaks of the latency of an instance that it does not use any more. */
    static final Duration EVIDENCE = Duration.ofSeconds(10);
    /** What is left of an average once there is nothing under way that counts as none. */
    private static final double NOTHING = 0.05;

    private final Roster roster;
    private final LoadChannel channel;
    private final Supplier<List<List<Instance>>> services;
    private final Ticker ticker;
    private final Metrics.Counter published;
    private final Metrics.Counter failures;

    /** key: node. */
    private final Map<String, HeardLoads> heard = new ConcurrentHashMap<>();
    /** key: instance → value: this node's exchanges there, on average of late. Of the round alone. */
    private Map<Instance, Double> averages = new HashMap<>();
    private boolean saidSome;
    private final AtomicBoolean following = new AtomicBoolean();
    private final Rounds rounds;

    /**
     * Creates the conversation; {@link #begin} begins it.
     *
     * @param services returns the instances of each service that is balanced by load; called in the background
     */
    public LoadExchange(Peers peers, Supplier<List<List<Instance>>> services, Scheduler scheduler, Ticker ticker, Metrics metrics) {
        this.roster = peers.roster();
        this.channel = peers.loads();
        this.services = services;
        this.rounds = new Rounds(scheduler, EVERY, EVERY, _ -> talk());
        this.ticker = ticker;
        this.published = metrics.counter("load.reports", Map.of());
        this.failures = metrics.counter("load.reports_failed", Map.of());
    }

    /** There may be somebody to talk to and something to talk about now; returns at once. */
    public void begin() {
        if (following.compareAndSet(false, true)) {
            channel.onSaid(this::onSaid);
            roster.onChange(this::begin);
        }
        if (roster.nodes().size() > 1) {
            rounds.begin();
        }
    }

    private void onSaid(LoadReport report) {
        if (!report.node().equals(roster.self()) && roster.nodes().contains(report.node())) {
            heard.put(report.node(), HeardLoads.of(report, ticker.nanos()));
        }
    }

    /** Returns whether there is somebody to talk to, and something to talk about. */
    private boolean talk() {
        List<String> nodes = roster.nodes();
        List<List<Instance>> balanced = nodes.size() < 2 ? List.of() : services.get();
        long now = ticker.nanos();
        heard.values().removeIf(one -> balanced.isEmpty() || now - one.atNanos() >= COUNTS_FOR.toNanos() || !nodes.contains(one.node()));
        Map<Instance, Double> before = averages;
        averages = new HashMap<>();
        List<Load> loads = new ArrayList<>();
        balanced.forEach(instances -> take(instances, before, loads));
        before.keySet().stream().filter(instance -> !averages.containsKey(instance)).forEach(LoadExchange::forget);
        say(loads);
        return !balanced.isEmpty();
    }

    private void take(List<Instance> instances, Map<Instance, Double> before, Collection<Load> loads) {
        double[] own = new double[instances.size()];
        for (int i = 0; i < own.length; i++) {
            Instance instance = instances.get(i);
            own[i] = average(instance.inFlight(), before.get(instance));
            averages.put(instance, own[i]);
            double latency = instance.latency().isYoungerThan(EVIDENCE) ? instance.latency().nanos() : 0;
            if (own[i] > 0 || latency > 0) {
                loads.add(new Load(instance.id(), (float) own[i], (float) latency));
            }
        }
        new LoadSum(instances, own).spread(heard.values());
    }

    /** Returns the count, half way from the average before: what is under way at one moment is chance where exchanges are short. */
    private static double average(int inFlight, @Nullable Double before) {
        double average = before == null ? inFlight : (before + inFlight) / 2;
        return inFlight == 0 && average < NOTHING ? 0 : average;
    }

    private static void forget(Instance instance) {
        instance.heardLoad(0, 0);
        instance.latency().heard(0);
    }

    /** That there is nothing any more is said once, to be believed at once. */
    private void say(List<Load> loads) {
        if (loads.isEmpty() && !saidSome) {
            return;
        }
        if (loads.size() > LoadReport.LOADS_MAX) {
            loads.sort(Comparator.comparingDouble(Load::inFlight).thenComparingDouble(Load::latencyNanos).reversed());
        }
        if (channel.say(new LoadReport(roster.self(), loads.subList(0, Math.min(loads.size(), LoadReport.LOADS_MAX))))) {
            published.add();
            saidSome = !loads.isEmpty();
        } else {
            failures.add();
        }
    }

    /** Falls silent. */
    @Override
    public void close() {
        rounds.close();
    }
}
