package io.gridgate.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Metrics;
import io.gridgate.config.service.DiscoveryConfig.ConsulDiscovery;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualScheduler;
import io.gridgate.service.instance.InMemoryInstanceSource;
import io.gridgate.service.instance.InMemoryInstanceStore;
import io.gridgate.service.instance.InstanceSource.Watch;
import io.gridgate.service.instance.InstanceStore;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.NameResolver;
import io.gridgate.service.instance.StoredInstances;
import io.gridgate.service.peer.InMemoryRoster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Four nodes, each with a way of its own to one catalogue. */
final class SharedSourceTest {

    private static final ConsulDiscovery PRODUCT = new ConsulDiscovery("product", null, true);
    private static final List<KnownInstance> ONE = List.of(KnownInstance.of("10.0.0.1:80"));
    private static final List<KnownInstance> TWO = List.of(KnownInstance.of("10.0.0.2:80"));
    private static final String KEY = "consul/product?tag=&passing=true";
    private static final String[] NAMES = {"gw-1", "gw-2", "gw-3", "gw-4"};

    private final FakeTicker ticker = new FakeTicker();
    private final ManualScheduler scheduler = new ManualScheduler(ticker);
    private final InMemoryInstanceStore grid = new InMemoryInstanceStore();
    private boolean silent;
    private int questions;
    private int calls;
    private final List<Node> nodes = new ArrayList<>(Stream.of(NAMES).map(Node::new).toList());

    private final class Node {

        final InMemoryRoster roster;
        final InMemoryInstanceSource catalogue = new InMemoryInstanceSource();
        final Heard heard = new Heard();
        final SharedSource shared;
        final Watch watch;

        Node(String name) {
            this(name, new InMemoryInstanceStore());
        }

        Node(String name, InMemoryInstanceStore disk) {
            roster = new InMemoryRoster(name);
            roster.others(NAMES);
            DiscoveryPorts ports = new DiscoveryPorts(InstanceStore.layered(List.of(grid, disk)), NameResolver.system(), Runnable::run,
                    scheduler, ticker);
            shared = new SharedSource((discovery, listener) -> {
                questions++;
                return catalogue.watch(discovery, listener);
            }, ports, new Sharing(new Reached(), roster, Metrics.none()));
            watch = new RememberedSource(shared, ports).watch(PRODUCT, heard);
        }

        boolean asks() {
            return catalogue.watches() > 0;
        }
    }

    /** The grid, as long as it answers. */
    private final class Reached implements InstanceStore {

        @Override
        public void save(String key, StoredInstances instances) {
            calls++;
            if (!silent) {
                grid.save(key, instances);
            }
        }

        @Override
        public @Nullable StoredInstances load(String key) {
            calls++;
            return silent ? null : grid.load(key);
        }

        @Override
        public void remove(String key) {
            grid.remove(key);
        }

        @Override
        public void onChange(Consumer<String> listener) {
            grid.onChange(listener);
        }
    }

    private List<Node> asking() {
        return nodes.stream().filter(Node::asks).toList();
    }

    private Node reading() {
        return nodes.stream().filter(node -> !node.asks()).findFirst().orElseThrow();
    }

    /** The catalogue says so to every node that asks. */
    private void catalogue(List<KnownInstance> instances) {
        nodes.forEach(node -> node.catalogue.set(PRODUCT, instances, ticker.instant()));
        scheduler.advance(Duration.ofMillis(100));
    }

    private void alive(Node... gone) {
        nodes.removeAll(List.of(gone));
        Stream.of(gone).forEach(node -> node.watch.close());
        String[] names = nodes.stream().map(node -> node.roster.self()).toArray(String[]::new);
        nodes.forEach(node -> node.roster.others(names));
        scheduler.runDue();
    }

    @Test
    void twoAskAndAllHear() {
        catalogue(ONE);
        assertThat(asking()).hasSize(2);
        assertThat(nodes).allSatisfy(node -> assertThat(node.shared.watchers(PRODUCT))
                .containsExactlyInAnyOrderElementsOf(asking().stream().map(one -> one.roster.self()).toList()));
        assertThat(nodes).allSatisfy(node -> assertThat(node.heard.last()).isEqualTo(ONE));

        catalogue(TWO);
        assertThat(nodes).allSatisfy(node -> assertThat(node.heard.last()).isEqualTo(TWO));
    }

    @Test
    void whoAskedAndDiedIsReplacedAtOnce() {
        catalogue(ONE);
        Node dead = asking().getFirst();

        alive(dead);

        assertThat(asking()).hasSize(2);
        catalogue(TWO);
        assertThat(nodes).allSatisfy(node -> assertThat(node.heard.last()).isEqualTo(TWO));
    }

    @Test
    void whoNeedNotAskAnyMoreCeases() {
        Node one = nodes.get(0);
        alive(nodes.get(1), nodes.get(2), nodes.get(3));
        assertThat(one.asks()).isTrue();
        Node dutiful = new Node("gw-2");
        nodes.add(dutiful);
        assertThat(dutiful.shared.watchers(PRODUCT)).hasSize(2);

        nodes.forEach(node -> node.roster.others(NAMES));
        scheduler.runDue();

        assertThat(nodes).allSatisfy(node -> assertThat(node.asks()).isEqualTo(node.shared.watchers(PRODUCT).contains(node.roster.self())));
    }

    @Test
    void whoAsksInVainReadsWhatTheOtherHears() {
        catalogue(ONE);
        Node deaf = asking().getFirst();
        Node hearing = asking().getLast();
        deaf.catalogue.fail(PRODUCT, "connection refused");
        assertThat(deaf.heard.trouble()).isEqualTo("connection refused");
        scheduler.runDue();

        hearing.catalogue.set(PRODUCT, TWO, ticker.instant().plusMillis(1));
        scheduler.advance(Duration.ofMillis(100));

        assertThat(deaf.heard.last()).isEqualTo(TWO);
        assertThat(reading().heard.last()).isEqualTo(TWO);
    }

    @Test
    void whoReadsAndHearsNothingForLongAsksUntilTheOthersSpeak() {
        catalogue(ONE);
        List<Node> dutiful = asking();

        scheduler.advance(SharedWatch.POLL_EVERY.multipliedBy(Patience.SILENT_POLLS - 1));
        assertThat(asking()).isEqualTo(dutiful);
        scheduler.advance(SharedWatch.POLL_EVERY.multipliedBy(Patience.SILENT_POLLS));
        assertThat(asking()).hasSizeGreaterThan(dutiful.size());

        scheduler.advance(SharedWatch.POLL_EVERY.multipliedBy(2 * Patience.ASKING_POLLS));
        assertThat(asking()).as("nobody else speaks").hasSizeGreaterThan(dutiful.size());

        for (int i = 0; i <= Patience.ASKING_POLLS; i++) {
            dutiful.forEach(node -> node.catalogue.set(PRODUCT, ONE, ticker.instant()));
            scheduler.advance(SharedWatch.POLL_EVERY);
        }
        assertThat(asking()).isEqualTo(dutiful);
    }

    @Test
    void whoAsksConfirmsThatNothingChanged() {
        for (int i = 0; i < 60; i++) {
            catalogue(ONE);
            scheduler.advance(SharedWatch.CONFIRM_EVERY);
        }

        assertThat(asking()).hasSize(2);
        assertThat(reading().heard.knownAt()).isAfter(ticker.instant().minus(SharedWatch.CONFIRM_EVERY.multipliedBy(2)));
    }

    @Test
    void aNodeWithoutAGridAsks() {
        Node reader = reading();
        reader.roster.others();
        scheduler.runDue();

        assertThat(reader.asks()).isTrue();
        assertThat(reader.shared.watchers(PRODUCT)).containsExactly(reader.roster.self());
    }

    @Test
    void whatIsClosedAsksAndReadsNoMore() {
        catalogue(ONE);
        nodes.forEach(node -> node.watch.close());

        assertThat(asking()).isEmpty();
        assertThat(scheduler.size()).isZero();
        grid.save(KEY, new StoredInstances(TWO, ticker.instant()));
        scheduler.runDue();
        assertThat(nodes).allSatisfy(node -> assertThat(node.heard.last()).isEqualTo(ONE));
    }

    @Test
    void whoAsksAndHasNoAnswerYetFollowsTheGrid() {
        scheduler.runDue();
        grid.save(KEY, new StoredInstances(ONE, ticker.instant()));
        scheduler.runDue();

        assertThat(nodes).allSatisfy(node -> assertThat(node.heard.last()).isEqualTo(ONE));
    }

    @Test
    void aClockThatIsAheadSilencesNobody() {
        scheduler.runDue();
        Node ahead = asking().getFirst();
        Node other = asking().getLast();
        ahead.catalogue.set(PRODUCT, ONE, ticker.instant().plus(Duration.ofHours(1)));
        scheduler.runDue();
        ahead.catalogue.fail(PRODUCT, "connection refused");

        other.catalogue.set(PRODUCT, TWO, ticker.instant());
        scheduler.runDue();

        assertThat(nodes).allSatisfy(node -> assertThat(node.heard.last()).isEqualTo(TWO));
    }

    @Test
    void aClockThatIsSetBackDoesNotEndTheConfirmations() {
        catalogue(ONE);
        StoredInstances before = grid.load(KEY);
        Node back = asking().getFirst();

        back.catalogue.set(PRODUCT, ONE, ticker.instant().minus(Duration.ofHours(1)));
        scheduler.runDue();

        assertThat(grid.load(KEY)).isNotEqualTo(before);
        assertThat(reading().heard.last()).isEqualTo(ONE);
    }

    @Test
    void whoseQuestionHangsAsksAnewAndNeverInsists() {
        catalogue(ONE);
        Node hanging = asking().getFirst();
        Node hearing = asking().getLast();
        hanging.catalogue.hang(PRODUCT);

        hearing.catalogue.set(PRODUCT, TWO, ticker.instant());
        scheduler.advance(SharedWatch.POLL_EVERY.multipliedBy(4));
        assertThat(reading().heard.sets()).containsExactly(List.of("10.0.0.1:80"), List.of("10.0.0.2:80"));
        assertThat(hanging.catalogue.watches()).isEqualTo(1);

        hanging.catalogue.fail(PRODUCT, "timeout");
        scheduler.runDue();
        assertThat(nodes).allSatisfy(node -> assertThat(node.heard.last()).isEqualTo(TWO));
    }

    @Test
    void aLateWordOfAnotherNodeIsPutRightAPollLater() {
        catalogue(TWO);

        grid.save(KEY, new StoredInstances(ONE, ticker.instant().plusSeconds(60)));
        scheduler.runDue();
        assertThat(asking()).allSatisfy(node -> assertThat(node.heard.sets()).hasSize(1));
        scheduler.advance(SharedWatch.POLL_EVERY);

        assertThat(nodes).allSatisfy(node -> assertThat(node.heard.last()).isEqualTo(TWO));
    }

    @Test
    void somethingOlderInTheGridIsNotPassedOnAndIsReplaced() {
        catalogue(TWO);
        StoredInstances newest = grid.load(KEY);

        grid.remove(KEY);
        grid.save(KEY, new StoredInstances(ONE, ticker.instant().minusSeconds(60)));
        scheduler.runDue();

        assertThat(nodes).allSatisfy(node -> assertThat(node.heard.sets()).hasSize(1));
        assertThat(grid.load(KEY)).isEqualTo(newest);
    }

    @Test
    void whatDoesNotChangeCostsTheGridLessThanACallASecondOfAllNodesTogether() {
        catalogue(ONE);
        calls = 0;

        for (int i = 0; i < 60; i++) {
            catalogue(ONE);
            scheduler.advance(Duration.ofSeconds(10));
        }

        assertThat(calls).as("calls in ten minutes").isLessThan(600);
    }

    @Test
    void aGridThatIsSilentDoesNotMakeTheSourceBeAskedAgainAndAgain() {
        catalogue(ONE);
        int before = questions;
        silent = true;
        alive();

        scheduler.advance(Duration.ofMinutes(1));

        assertThat(questions).isEqualTo(before);
    }

    @Test
    void whatTheGridLostIsPutBackByWhoAsksToo() {
        catalogue(ONE);
        List<Node> readers = nodes.stream().filter(node -> !node.asks()).toList();
        readers.forEach(node -> node.watch.close());
        StoredInstances last = grid.load(KEY);
        grid.remove(KEY);

        asking().forEach(node -> node.roster.others(NAMES));
        scheduler.runDue();

        assertThat(grid.load(KEY)).isEqualTo(last);
    }

    @Test
    void anEmptyGridGetsWhatADiskRemembers() {
        nodes.forEach(node -> node.watch.close());
        StoredInstances remembered = new StoredInstances(ONE, ticker.instant());
        InMemoryInstanceStore disk = new InMemoryInstanceStore();
        disk.save(KEY, remembered);

        Node restarted = new Node("gw-1", disk);
        scheduler.runDue();

        assertThat(restarted.heard.last()).isEqualTo(ONE);
        scheduler.advance(SharedWatch.POLL_EVERY);
        assertThat(grid.load(KEY)).isEqualTo(remembered);
        restarted.watch.close();
    }
}
