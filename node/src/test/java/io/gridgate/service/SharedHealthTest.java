package io.gridgate.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.config.service.HealthCheckConfig;
import io.gridgate.config.service.InstanceConfig;
import io.gridgate.config.service.OutlierDetectionConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualScheduler;
import io.gridgate.service.ServiceView.InstanceView;
import io.gridgate.service.breaker.InMemoryBreakerStore;
import io.gridgate.service.health.InMemoryHealthProbe;
import io.gridgate.service.instance.Health;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.NameResolver;
import io.gridgate.service.peer.InMemoryHealthBoard;
import io.gridgate.service.peer.InMemoryLoadChannel;
import io.gridgate.service.peer.InMemoryRoster;
import io.gridgate.service.peer.Peers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Three nodes and one board: who probes what, and whose word counts where. */
final class SharedHealthTest {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration HEARD = Duration.ofMillis(200);

    private final FakeTicker ticker = new FakeTicker();
    private final ManualScheduler scheduler = new ManualScheduler(ticker);
    private final InMemoryHealthBoard board = new InMemoryHealthBoard();
    private final List<Node> nodes = Stream.of("gw-1", "gw-2", "gw-3").map(Node::new).toList();

    SharedHealthTest() {
        nodes.forEach(node -> node.sees("gw-1", "gw-2", "gw-3"));
    }

    /** One node: what it sees of the others and of the instances is its own. */
    private final class Node {

        final InMemoryRoster roster;
        final InMemoryHealthProbe probe = new InMemoryHealthProbe();
        final ServiceRegistry registry;

        Node(String name) {
            roster = new InMemoryRoster(name);
            registry = new ServiceRegistry(new ServicePorts((_, _) -> () -> {}, NameResolver.system(), Runnable::run, probe,
                    InMemoryBreakerStore.of(name), new Peers(roster, board, new InMemoryLoadChannel()), scheduler, ticker, ticker,
                    Metrics.none(), Events.none()));
        }

        void sees(String... names) {
            roster.others(names);
        }

        InstanceView view(int port) {
            return registry.view().getFirst().instances().stream().filter(one -> one.address().endsWith(":" + port)).findFirst()
                    .orElseThrow();
        }
    }

    private static ServiceConfig config(int instances, @Nullable HealthCheckConfig check, @Nullable OutlierDetectionConfig outliers) {
        ServiceConfig base = ServiceConfig.of("product",
                IntStream.range(0, instances).mapToObj(i -> InstanceConfig.of(address(7000 + i))).toList());
        return new ServiceConfig(base.name(), base.instances(), null, base.loadBalancer(), base.tls(), base.protocol(), base.timeouts(),
                false, base.retries(), null, check, outliers, base.connections());
    }

    private static HealthCheckConfig check() {
        return new HealthCheckConfig("/health", INTERVAL, Duration.ofSeconds(1), 2, 2);
    }

    private static String address(int port) {
        return "10.0.0.1:" + port;
    }

    private void serve(ServiceConfig config) {
        nodes.forEach(node -> node.registry.acquire(Map.of(config.name(), config)).lead());
    }

    private Instance instance(Node node, int port) {
        ServiceLease lease = node.registry.acquire(Map.of("product", config(3, null, new OutlierDetectionConfig(2, INTERVAL, 0.5))));
        return lease.service("product").instances().stream().filter(one -> one.port() == port).findFirst().orElseThrow();
    }

    private int probes(int port) {
        return nodes.stream().mapToInt(node -> node.probe.probes(address(port))).sum();
    }

    private void pass(Duration time) {
        scheduler.advance(time);
    }

    /** Returns the nodes that probe the instance, and the one that does not. */
    private Share share(int port) {
        List<String> probers = nodes.getFirst().view(port).probers();
        assertThat(nodes).allSatisfy(node -> assertThat(node.view(port).probers()).isEqualTo(probers));
        return new Share(nodes.stream().filter(node -> probers.contains(node.roster.self())).toList(),
                nodes.stream().filter(node -> !probers.contains(node.roster.self())).findFirst().orElseThrow());
    }

    private record Share(List<Node> probers, Node other) {}

    @Test
    void eachOfFiftyInstancesIsProbedByTwoOfThreeNodes() {
        serve(config(50, check(), null));
        pass(INTERVAL.multipliedBy(50));

        for (int port = 7000; port < 7050; port++) {
            assertThat(share(port).probers()).hasSize(2);
            assertThat(probes(port)).as("probes of %s in 50 intervals", port).isBetween(94, 112);
        }
        assertThat(nodes).allSatisfy(node -> assertThat(node.probe.probes()).isBetween(1_000, 2_400));
    }

    @Test
    void theShareOfANodeThatIsGoneIsTakenOverAtOnce() {
        serve(config(50, check(), null));
        pass(INTERVAL);
        Node gone = nodes.getFirst();
        gone.registry.close();
        nodes.stream().skip(1).forEach(node -> node.sees("gw-2", "gw-3"));
        int[] before = IntStream.range(7000, 7050).map(this::probes).toArray();

        pass(INTERVAL.multipliedBy(2));
        int[] then = IntStream.range(7000, 7050).map(this::probes).toArray();
        pass(INTERVAL.multipliedBy(5));

        for (int i = 0; i < before.length; i++) {
            assertThat(then[i] - before[i]).as("probes of %s in two intervals", 7000 + i).isBetween(2, 6);
            // One prober alone would make six at most.
            assertThat(probes(7000 + i) - then[i]).as("probes of %s in five more", 7000 + i).isBetween(7, 12);
        }
    }

    @Test
    void whatBothProbersFindIsBelievedByWhoDoesNotProbe() {
        serve(config(3, check(), null));
        pass(INTERVAL);
        Share share = share(7001);
        assertThat(share.other().view(7001).health()).isEqualTo(Health.HEALTHY);

        // A node that is about to see the others may have probed once.
        int before = share.other().probe.probes(address(7001));

        share.probers().forEach(node -> node.probe.refuse(address(7001)));
        pass(INTERVAL.multipliedBy(3));

        assertThat(share.other().view(7001).health()).isEqualTo(Health.UNHEALTHY);
        assertThat(share.other().view(7001).trouble()).isEqualTo("connection refused");
        assertThat(share.other().probe.probes(address(7001))).isEqualTo(before);

        share.probers().forEach(node -> node.probe.answer(address(7001), 200));
        pass(INTERVAL.multipliedBy(3));
        assertThat(nodes).allSatisfy(node -> assertThat(node.view(7001).health()).isEqualTo(Health.HEALTHY));
        assertThat(nodes).allSatisfy(node -> assertThat(node.view(7001).slowStart()).isTrue());
    }

    @Test
    void aProberThatIsAloneInItsVerdictIsStricterForItselfOnly() {
        serve(config(3, check(), null));
        pass(INTERVAL);
        Share share = share(7001);

        share.probers().getFirst().probe.refuse(address(7001));
        pass(INTERVAL.multipliedBy(3));

        assertThat(share.probers().getFirst().view(7001).health()).isEqualTo(Health.UNHEALTHY);
        assertThat(share.probers().getLast().view(7001).health()).isEqualTo(Health.HEALTHY);
        assertThat(share.other().view(7001).health()).isEqualTo(Health.HEALTHY);
    }

    @Test
    void aJoinerKnowsWhatIsUnhealthyBeforeItHasProbed() {
        nodes.stream().limit(2).forEach(node -> node.sees("gw-1", "gw-2"));
        ServiceConfig config = config(6, check(), null);
        nodes.stream().limit(2).forEach(node -> node.registry.acquire(Map.of("product", config)).lead());
        nodes.forEach(node -> node.probe.refuse(address(7001)));
        pass(INTERVAL.multipliedBy(3));

        nodes.forEach(node -> node.sees("gw-1", "gw-2", "gw-3"));
        Node joiner = nodes.getLast();
        joiner.registry.acquire(Map.of("product", config)).lead();
        pass(HEARD);

        assertThat(joiner.view(7001).health()).isEqualTo(Health.UNHEALTHY);
    }

    @Test
    void whileTheGridDoesNotAnswerEachNodeProbesEverything() {
        serve(config(6, check(), null));
        pass(INTERVAL);
        board.gone(true);
        pass(Duration.ofSeconds(30));
        int[] before = IntStream.range(7000, 7006).map(this::probes).toArray();
        pass(INTERVAL.multipliedBy(4));
        for (int i = 0; i < before.length; i++) {
            // Of three nodes, each three to five: an interval is up to a tenth shorter or longer.
            assertThat(probes(7000 + i) - before[i]).as("probes of %s in four intervals", 7000 + i).isBetween(9, 15);
        }

        board.gone(false);
        pass(INTERVAL);
        assertThat(share(7001).probers()).hasSize(2);
    }

    @Test
    void anEjectionIsSharedAndEndsWhereItBegan() {
        OutlierDetectionConfig outliers = new OutlierDetectionConfig(2, INTERVAL, 0.5);
        serve(config(3, null, outliers));
        Instance seen = instance(nodes.getFirst(), 7001);
        Service service = nodes.getFirst().registry.acquire(Map.of("product", config(3, null, outliers))).service("product");
        service.outliers().failed(seen);
        service.outliers().failed(seen);
        pass(HEARD);

        assertThat(nodes).allSatisfy(node -> assertThat(node.view(7001).ejectedBy()).isEqualTo("gw-1"));
        assertThat(nodes).allSatisfy(node -> assertThat(node.view(7002).isEjected()).isFalse());

        seen.unEject(ticker.instant());
        pass(Duration.ofSeconds(3));
        assertThat(nodes).noneSatisfy(node -> assertThat(node.view(7001).isEjected()).isTrue());
        assertThat(nodes).allSatisfy(node -> assertThat(node.view(7001).slowStart()).isTrue());
    }

    @Test
    void anEjectionOfANodeThatIsGoneLastsItsTimeAndNoLonger() {
        OutlierDetectionConfig outliers = new OutlierDetectionConfig(1, INTERVAL, 0.5);
        serve(config(3, null, outliers));
        Service service = nodes.getFirst().registry.acquire(Map.of("product", config(3, null, outliers))).service("product");
        service.outliers().failed(instance(nodes.getFirst(), 7001));
        pass(HEARD);
        nodes.getFirst().registry.close();
        nodes.stream().skip(1).forEach(node -> node.sees("gw-2", "gw-3"));

        pass(Duration.ofSeconds(5));
        assertThat(nodes.getLast().view(7001).isEjected()).isTrue();
        pass(Duration.ofSeconds(5));
        assertThat(nodes.getLast().view(7001).isEjected()).isFalse();
    }

    @Test
    void aProbeOfItsOwnEndsWhatANodeWasOnlyTold() {
        OutlierDetectionConfig outliers = new OutlierDetectionConfig(1, Duration.ofMinutes(2), 0.5);
        serve(config(3, check(), outliers));
        pass(INTERVAL);
        Share share = share(7001);
        Service service = share.other().registry.acquire(Map.of("product", config(3, check(), outliers))).service("product");
        service.outliers().failed(service.instances().get(1));
        pass(INTERVAL.multipliedBy(2));

        assertThat(share.probers()).noneSatisfy(node -> assertThat(node.view(7001).isEjected()).isTrue());
        assertThat(share.other().view(7001).isEjected()).as("its own evidence stays").isTrue();
    }

    @Test
    void theLastInstanceIsNeverTakenAwayByHearsay() {
        OutlierDetectionConfig outliers = new OutlierDetectionConfig(1, INTERVAL, 1.0);
        serve(config(3, null, outliers));
        for (int i = 0; i < 3; i++) {
            Service service = nodes.get(i).registry.acquire(Map.of("product", config(3, null, outliers))).service("product");
            service.outliers().failed(service.instances().get(i));
        }
        pass(Duration.ofSeconds(5));

        assertThat(nodes).allSatisfy(node -> assertThat(node.registry.view().getFirst().instances()).filteredOn(InstanceView::isEjected)
                .hasSize(2));
    }

    @Test
    void aRegistryThatIsClosedSaysNothingMore() {
        serve(config(3, check(), null));
        pass(INTERVAL);
        nodes.forEach(node -> node.registry.close());

        assertThat(scheduler.size()).isZero();
    }
}
