package io.gridgate.service.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gridgate.base.Metrics;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualScheduler;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.peer.LoadReport.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Three nodes and one channel: what the others have under way counts, as long as they say so. */
final class LoadExchangeTest {

    private static final Duration ROUND = LoadExchange.EVERY;
    private static final Duration HEARD = ROUND.multipliedBy(2);

    private final FakeTicker ticker = new FakeTicker();
    private final ManualScheduler scheduler = new ManualScheduler(ticker);
    private final InMemoryLoadChannel channel = new InMemoryLoadChannel();
    private final List<LoadReport> said = new ArrayList<>();
    private final List<Node> nodes = Stream.of("gw-1", "gw-2", "gw-3").map(Node::new).toList();

    LoadExchangeTest() {
        channel.onSaid(said::add);
    }

    /** One node with two instances of one service. */
    private final class Node {

        final InMemoryRoster roster;
        final List<Instance> instances = IntStream.of(7001, 7002)
                .mapToObj(port -> new Instance("product", KnownInstance.of("10.0.0.1:" + port), "fixed", ticker, ticker.instant()))
                .toList();
        final LoadExchange exchange;
        boolean used = true;

        Node(String name) {
            roster = new InMemoryRoster(name);
            exchange = new LoadExchange(new Peers(roster, new InMemoryHealthBoard(), channel),
                    () -> used ? List.of(instances) : List.of(), scheduler, ticker, Metrics.none());
        }

        Instance first() {
            return instances.getFirst();
        }

        Instance second() {
            return instances.getLast();
        }

        void begin(Instance instance, int exchanges) {
            IntStream.range(0, exchanges).forEach(_ -> instance.began());
        }

        void end(Instance instance, int exchanges) {
            IntStream.range(0, exchanges).forEach(_ -> instance.ended());
        }
    }

    private void join() {
        nodes.forEach(node -> node.roster.others("gw-1", "gw-2", "gw-3"));
        nodes.forEach(node -> node.exchange.begin());
    }

    private Node node(int number) {
        return nodes.get(number - 1);
    }

    private void pass(Duration time) {
        scheduler.advance(time);
    }

    @Test
    void aNodeWithoutTrafficSeesWhatAnotherHasUnderWay() {
        join();
        node(1).begin(node(1).first(), 20);
        pass(HEARD);

        assertThat(node(2).first().inFlightElsewhere()).isEqualTo(20);
        assertThat(node(2).first().load()).isEqualTo(10);
        assertThat(node(2).second().load()).isZero();
        assertThat(node(2).first().inFlight()).isZero();
    }

    @Test
    void whatANodeHasItselfIsNotCountedTwice() {
        join();
        nodes.forEach(node -> {
            node.begin(node.first(), 6);
            node.begin(node.second(), 6);
        });
        pass(ROUND.multipliedBy(20));

        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.first().load()).isCloseTo(6, within(0.01));
            assertThat(node.first().inFlightElsewhere()).isCloseTo(12, within(0.01));
        });
    }

    @Test
    void aNodeThatAloneHasTrafficHasItsOwnCounts() {
        join();
        node(1).begin(node(1).first(), 5);
        pass(ROUND.multipliedBy(5));
        node(1).begin(node(1).first(), 2);

        assertThat(node(1).first().load()).isEqualTo(7);
    }

    @Test
    void whatANodeAddsCountsAtOnceAndInFull() {
        join();
        node(1).begin(node(1).first(), 20);
        pass(HEARD);

        node(2).begin(node(2).second(), 3);

        assertThat(node(2).second().load()).isEqualTo(3);
    }

    @Test
    void allThatANodeBearsComesInOneReportARound() {
        join();
        node(1).begin(node(1).first(), 1);
        node(1).begin(node(1).second(), 2);
        pass(ROUND);
        said.clear();
        pass(ROUND);

        assertThat(said).containsExactly(new LoadReport("gw-1",
                List.of(new Load(node(1).first().id(), 1, 0), new Load(node(1).second().id(), 2, 0))));
    }

    @Test
    void nothingIsSaidWithoutTraffic() {
        join();
        pass(Duration.ofMinutes(1));

        assertThat(said).isEmpty();
    }

    @Test
    void aNodeFallsSilentSoonAfterItsTraffic() {
        join();
        node(1).begin(node(1).first(), 3);
        node(1).first().latency().record(5_000_000);
        pass(ROUND);
        node(1).end(node(1).first(), 3);
        pass(Duration.ofSeconds(11));
        assertThat(said.getLast().loads()).isEmpty();
        assertThat(node(2).first().load()).isZero();

        said.clear();
        pass(Duration.ofMinutes(1));
        assertThat(said).isEmpty();
    }

    @Test
    void aReportThatNoneFollowsCountsForThreeRounds() {
        join();
        node(1).begin(node(1).first(), 20);
        node(1).first().latency().record(5_000_000);
        pass(HEARD);
        node(1).exchange.close();

        pass(ROUND);
        assertThat(node(2).first().load()).isPositive();
        pass(LoadExchange.COUNTS_FOR);
        assertThat(node(2).first().load()).isZero();
        assertThat(node(2).first().inFlightElsewhere()).isZero();
        assertThat(node(2).first().latency().expectedNanos()).isZero();
    }

    @Test
    void whatANodeSaidThatIsGoneCountsNoLonger() {
        join();
        node(1).begin(node(1).first(), 20);
        pass(HEARD);

        node(2).roster.others("gw-2", "gw-3");
        pass(ROUND);

        assertThat(node(2).first().load()).isZero();
        assertThat(node(3).first().load()).isPositive();
    }

    @Test
    void aloneANodeHasItsOwnCountsAndNoTaskWaits() {
        join();
        node(1).begin(node(1).first(), 20);
        pass(HEARD);
        node(2).begin(node(2).first(), 1);
        nodes.forEach(node -> node.roster.others());
        pass(ROUND);

        assertThat(node(2).first().load()).isEqualTo(1);
        assertThat(scheduler.size()).isZero();

        node(2).roster.others("gw-1", "gw-2", "gw-3");
        node(1).roster.others("gw-1", "gw-2", "gw-3");
        pass(HEARD);
        assertThat(node(2).first().load()).isGreaterThan(9);
    }

    @Test
    void withoutTheGridANodeHasItsOwnCounts() {
        join();
        node(1).begin(node(1).first(), 20);
        pass(HEARD);
        channel.gone(true);
        pass(LoadExchange.COUNTS_FOR.plus(ROUND));
        assertThat(node(2).first().load()).isZero();

        channel.gone(false);
        pass(HEARD);
        assertThat(node(2).first().load()).isPositive();
    }

    @Test
    void aServiceThatIsNoLongerBalancedByLoadIsSpokenOfNoMore() {
        join();
        node(1).begin(node(1).first(), 20);
        pass(HEARD);
        nodes.forEach(node -> node.used = false);
        pass(ROUND);
        said.clear();
        pass(Duration.ofMinutes(1));

        assertThat(said).isEmpty();
        assertThat(node(2).first().load()).isZero();
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void aNodeWithoutEvidenceExpectsTheLatencyThatOthersMeasured() {
        join();
        node(1).first().latency().record(40_000_000);
        node(3).first().latency().record(20_000_000);
        pass(HEARD);
        assertThat(node(2).first().latency().expectedNanos()).isCloseTo(30e6, within(2e6));
        assertThat(node(2).first().latency().nanos()).isZero();

        node(2).first().latency().record(5_000_000);
        assertThat(node(2).first().latency().expectedNanos()).isCloseTo(5e6, within(1e5));
    }

    @Test
    void oldEvidenceGivesWayToWhatOthersMeasuredSince() {
        join();
        node(2).first().latency().record(5_000_000);
        pass(Duration.ofSeconds(20));
        node(1).first().latency().record(2_000_000_000);
        pass(HEARD);

        assertThat(node(2).first().latency().expectedNanos()).isGreaterThan(1.5e9);
        assertThat(said.stream().filter(report -> report.node().equals("gw-2")).reduce((_, last) -> last).orElseThrow().loads()).isEmpty();
    }

    @Test
    void aReportHasABoundAndNamesTheBusiest() {
        Node node = node(1);
        List<Instance> many = IntStream.range(0, LoadReport.LOADS_MAX + 100)
                .mapToObj(i -> new Instance("huge", KnownInstance.of("10.0.0.1:" + (1 + i)), "fixed", ticker, ticker.instant())).toList();
        many.forEach(Instance::began);
        many.getLast().began();
        new LoadExchange(new Peers(node.roster, new InMemoryHealthBoard(), channel), () -> List.of(many), scheduler, ticker, Metrics.none())
                .begin();
        node.roster.others("gw-1", "gw-2");
        pass(ROUND);

        LoadReport report = said.stream().filter(one -> !one.loads().isEmpty()).findFirst().orElseThrow();
        assertThat(report.loads()).hasSize(LoadReport.LOADS_MAX);
        assertThat(report.loads().getFirst()).isEqualTo(new Load(many.getLast().id(), 2, 0));
    }
}
