package io.gridgate.service.balance;

import io.gridgate.base.Metrics;
import io.gridgate.exchange.Exchange;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualScheduler;
import io.gridgate.service.Exchanges;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.peer.InMemoryHealthBoard;
import io.gridgate.service.peer.InMemoryLoadChannel;
import io.gridgate.service.peer.InMemoryRoster;
import io.gridgate.service.peer.LoadExchange;
import io.gridgate.service.peer.Peers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Gateways that send Poisson traffic to instances, every third of which is slower than the others, each with a queue before its
 * places; on one clock, and the same for the same seed.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class LoadSimulation {

    private static final double SLOW = 0.4;

    private final Setting setting;
    private final FakeTicker ticker = new FakeTicker();
    private final ManualScheduler scheduler = new ManualScheduler(ticker);
    private final InMemoryLoadChannel channel = new InMemoryLoadChannel();
    private final Random random;
    private final List<Gateway> gateways;
    private final List<Backend> backends;
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::atNanos));
    private double imbalance;
    private double loadMost;
    private int looks;

    private LoadSimulation(Setting setting, boolean shared, long seed) {
        this.setting = setting;
        this.random = new Random(seed);
        this.backends = IntStream.range(0, setting.instances()).mapToObj(i -> new Backend(i % 3 == 0 ? SLOW : 1)).toList();
        this.gateways = IntStream.rangeClosed(1, setting.gateways()).mapToObj(i -> new Gateway("gw-" + i)).toList();
        if (shared) {
            gateways.forEach(Gateway::join);
        }
    }

    /**
     * A world.
     *
     * @param places how many exchanges an instance works on at once
     * @param exchange how long one takes on average at a fast instance
     * @param use the share of what all instances together can do
     * @param lasts how long it is watched
     */
    record Setting(int gateways, int instances, int places, Duration exchange, double use, Duration lasts) {}

    /**
     * What came of it.
     *
     * @param imbalance how unequal the instances were, as the standard deviation of what they had under way for each place, on average of all moments
     * @param most what the instance with the most had under way for each place, on average of all moments
     */
    record Result(double imbalance, double most) {}

    static Result run(Setting setting, boolean shared, long seed) {
        return new LoadSimulation(setting, shared, seed).run();
    }

    private Result run() {
        double capacity = backends.stream().mapToDouble(backend -> backend.speed * setting.places() * 1e9 / setting.exchange().toNanos())
                .sum();
        double gapNanos = 1e9 / (capacity * setting.use() / gateways.size());
        gateways.forEach(gateway -> arrive(gateway, gapNanos));
        look(Duration.ofMillis(50));
        long end = ticker.nanos() + setting.lasts().toNanos();
        for (Event event = events.remove(); event.atNanos() < end; event = events.remove()) {
            scheduler.advance(Duration.ofNanos(event.atNanos() - ticker.nanos()));
            event.what().run();
        }
        return new Result(imbalance / looks, loadMost / looks);
    }

    private void in(double nanos, Runnable what) {
        events.add(new Event(ticker.nanos() + Math.max(1, (long) nanos), what));
    }

    private double exponential(double mean) {
        return -Math.log(1 - random.nextDouble()) * mean;
    }

    private void arrive(Gateway gateway, double gapNanos) {
        in(exponential(gapNanos), () -> {
            gateway.forward();
            arrive(gateway, gapNanos);
        });
    }

    private void look(Duration every) {
        in((double) every.toNanos(), () -> {
            double[] loads = IntStream.range(0, backends.size())
                    .mapToDouble(
                            i -> gateways.stream().mapToInt(gateway -> gateway.instances[i].inFlight()).sum() / (double) setting.places())
                    .toArray();
            double mean = IntStream.range(0, loads.length).mapToDouble(i -> loads[i]).average().orElseThrow();
            double square = IntStream.range(0, loads.length).mapToDouble(i -> Math.pow(loads[i] - mean, 2)).average().orElseThrow();
            imbalance += Math.sqrt(square);
            loadMost += IntStream.range(0, loads.length).mapToDouble(i -> loads[i]).max().orElseThrow();
            looks++;
            look(every);
        });
    }

    private record Event(long atNanos, Runnable what) {}

    /** One gateway: its instances are objects of its own. */
    private final class Gateway {

        final InMemoryRoster roster;
        final Instance[] instances;
        final Choice choice;
        final Exchange exchange = Exchanges.get();

        Gateway(String name) {
            roster = new InMemoryRoster(name);
            instances = IntStream.range(0, setting.instances())
                    .mapToObj(i -> new Instance("product", KnownInstance.of("10.0.0.1:" + (7001 + i)), "fixed", ticker, ticker.instant()))
                    .toArray(Instance[]::new);
            choice = new TwoChoices(instances, TwoChoices.LEAST_REQUEST, () -> random);
        }

        void join() {
            roster.others(gateways.stream().map(gateway -> gateway.roster.self()).toArray(String[]::new));
            LoadExchange loads = new LoadExchange(new Peers(roster, new InMemoryHealthBoard(), channel), () -> List.of(List.of(instances)),
                    scheduler, ticker, Metrics.none());
            in(random.nextInt(200_000_000), loads::begin);
        }

        void forward() {
            Instance picked = Objects.requireNonNull(choice.pick(exchange, Candidates.UNTRIED_AVAILABLE));
            picked.began();
            backends.get(picked.port() - 7001).take(picked);
        }
    }

    /** What is behind an address. */
    private final class Backend {

        final double speed;
        final Deque<Instance> waiting = new ArrayDeque<>();
        int busy;

        Backend(double speed) {
            this.speed = speed;
        }

        void take(Instance from) {
            if (busy == setting.places()) {
                waiting.add(from);
                return;
            }
            busy++;
            in(exponential(setting.exchange().toNanos() / speed), () -> {
                busy--;
                from.ended();
                Instance next = waiting.poll();
                if (next != null) {
                    take(next);
                }
            });
        }
    }
}
