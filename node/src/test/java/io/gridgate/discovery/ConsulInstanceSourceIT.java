package io.gridgate.discovery;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.gridgate.base.Metrics;
import io.gridgate.config.node.ConsulConfig;
import io.gridgate.config.service.DiscoveryConfig.ConsulDiscovery;
import io.gridgate.config.value.HostPort;
import io.gridgate.fixture.ConsulAgent;
import io.gridgate.service.instance.BackgroundScheduler;
import io.gridgate.service.instance.InMemoryInstanceStore;
import io.gridgate.service.instance.InstanceSource.Watch;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.NameResolver;
import io.gridgate.service.peer.InMemoryRoster;
import io.gridgate.service.instance.StoredInstances;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConsulInstanceSourceIT {

    private static final ConsulDiscovery PRODUCT = new ConsulDiscovery("product", null, true);
    private static final String KEY = "consul/product?tag=&passing=true";

    @TempDir private Path directory = Path.of("");

    private final InMemoryInstanceStore store = new InMemoryInstanceStore();
    private final BackgroundScheduler scheduler = new BackgroundScheduler("gridgate-background");
    private final LookupThreads lookups = new LookupThreads();
    private final Heard heard = new Heard();
    private final ConsulAgent agent = ConsulAgent.stopped();
    private final Discovery discovery = discover();

    ConsulInstanceSourceIT() throws IOException {}

    private Discovery discover() throws IOException {
        ConsulConfig config = new ConsulConfig(HostPort.parse(agent.address()), null, ConsulConfig.Tls.OFF);
        return Discovery.of(config, new DiscoveryPorts(store, NameResolver.system(), lookups, scheduler, InstantSource.system()),
                new Sharing(new InMemoryInstanceStore(), new InMemoryRoster("gw-1"), Metrics.none()));
    }

    @BeforeEach
    void startAgent() {
        agent.restart();
    }

    @AfterEach
    void stopAll() {
        discovery.close();
        lookups.close();
        scheduler.close();
        agent.close();
    }

    private static ConditionFactory within2s() {
        return Awaitility.await().atMost(Duration.ofSeconds(2)).pollInterval(Duration.ofMillis(10));
    }

    private void becomes(String... addresses) {
        within2s().untilAsserted(() -> assertThat(heard.addresses()).containsExactly(addresses));
    }

    @Test
    void followsNewFailedRecoveredAndDeregisteredInstancesInUnderTwoSeconds() {
        agent.register("product", "127.0.0.1", 7001);
        try (Watch _ = discovery.watch(PRODUCT, heard)) {
            becomes("127.0.0.1:7001");

            agent.register("product", "127.0.0.1", 7002);
            becomes("127.0.0.1:7001", "127.0.0.1:7002");

            agent.check("product", 7001, "fail");
            becomes("127.0.0.1:7002");

            agent.check("product", 7001, "pass");
            becomes("127.0.0.1:7001", "127.0.0.1:7002");

            agent.deregister("product", 7002);
            becomes("127.0.0.1:7001");
        }
    }

    @Test
    void aServiceThatConsulDoesNotKnowYetIsFoundOnceItIsRegistered() {
        try (Watch _ = discovery.watch(PRODUCT, heard)) {
            within2s().untilAsserted(() -> assertThat(heard.addresses()).isEmpty());

            agent.register("product", "127.0.0.1", 7001);
            becomes("127.0.0.1:7001");
        }
    }

    @Test
    void theLastInstanceIsGoneOnceTheEmptySetWasReadTwice() {
        agent.register("product", "127.0.0.1", 7001);
        try (Watch _ = discovery.watch(PRODUCT, heard)) {
            becomes("127.0.0.1:7001");
            long before = System.nanoTime();

            agent.deregister("product", 7001);

            within2s().untilAsserted(() -> assertThat(heard.addresses()).isEmpty());
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Confirmation.AFTER);
        }
    }

    @Test
    void onlyInstancesWithTheTagCount() {
        agent.register("product", "127.0.0.1", 7001, "prod", "blue");
        agent.register("product", "127.0.0.1", 7002, "test");
        try (Watch _ = discovery.watch(new ConsulDiscovery("product", "prod", true), heard)) {
            becomes("127.0.0.1:7001");
        }
    }

    @Test
    void aWarningInstanceHasItsWarningWeightUnlessOnlyPassingOnesCount() {
        agent.register("product", "127.0.0.1", 7001, 10, 3);
        agent.register("product", "127.0.0.1", 7002, 10, 3);
        agent.check("product", 7002, "warn");
        Heard passing = new Heard();
        try (Watch _ = discovery.watch(new ConsulDiscovery("product", null, false), heard);
                Watch _ = discovery.watch(PRODUCT, passing)) {
            becomes("127.0.0.1:7001", "127.0.0.1:7002");
            within2s().untilAsserted(() -> assertThat(passing.addresses()).containsExactly("127.0.0.1:7001"));
        }
        assertThat(requireNonNull(heard.last()).stream().map(KnownInstance::weight)).containsExactly(10, 3);
    }

    @Test
    void anInstanceWithoutAddressIsAtItsNode() {
        agent.register("product", "", 7001);
        try (Watch _ = discovery.watch(PRODUCT, heard)) {
            becomes("127.0.0.1:7001");
        }
    }

    @Test
    void theLastInstancesStayWhileConsulIsDownAndAreFollowedOnceItIsBackEmptyAndFromASmallerIndex() {
        for (int port = 7001; port <= 7020; port++) {
            agent.register("product", "127.0.0.1", port);
        }
        try (Watch _ = discovery.watch(PRODUCT, heard)) {
            within2s().untilAsserted(() -> assertThat(heard.addresses()).hasSize(20));

            agent.kill();
            within2s().untilAsserted(() -> assertThat(heard.trouble()).startsWith("consul: "));
            assertThat(heard.addresses()).hasSize(20);

            agent.restart();
            agent.register("product", "127.0.0.1", 7099);
            Awaitility.await().atMost(Duration.ofSeconds(8))
                    .untilAsserted(() -> assertThat(heard.addresses()).containsExactly("127.0.0.1:7099"));
            agent.register("product", "127.0.0.1", 7100);
            becomes("127.0.0.1:7099", "127.0.0.1:7100");
            assertThat(heard.trouble()).isNull();
        }
    }

    @Test
    void aNodeThatStartsWhileConsulIsDownHasTheStoredInstancesWithTheirAge() {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        store.save(KEY, new StoredInstances(List.of(KnownInstance.of("127.0.0.1:7001")), yesterday));
        agent.kill();
        try (Watch _ = discovery.watch(PRODUCT, heard)) {
            becomes("127.0.0.1:7001");
            assertThat(heard.knownAt()).isEqualTo(yesterday);

            agent.restart();
            agent.register("product", "127.0.0.1", 7002);
            Awaitility.await().atMost(Duration.ofSeconds(8))
                    .untilAsserted(() -> assertThat(heard.addresses()).containsExactly("127.0.0.1:7002"));
        }
    }

    @Test
    void whatIsFoundIsStored() {
        agent.register("product", "127.0.0.1", 7001);
        try (Watch _ = discovery.watch(PRODUCT, heard)) {
            within2s().untilAsserted(() -> assertThat(store.load(KEY)).isNotNull());
        }
        assertThat(requireNonNull(store.load(KEY)).instances()).containsExactly(KnownInstance.of("127.0.0.1:7001"));
    }

    @Test
    void aWatchThatIsClosedWhileItWaitsStopsAtOnceAndLeavesNoThread() {
        agent.register("product", "127.0.0.1", 7001);
        Watch watch = discovery.watch(PRODUCT, heard);
        becomes("127.0.0.1:7001");
        within2s().untilAsserted(() -> assertThat(threads()).anyMatch(thread -> thread.contains("gridgate-background-task")));

        watch.close();
        discovery.close();
        scheduler.close();
        lookups.close();

        within2s().untilAsserted(() -> assertThat(threads()).isEmpty());
        agent.register("product", "127.0.0.1", 7002);
        assertThat(heard.addresses()).containsExactly("127.0.0.1:7001");
    }

    /** Threads of ours, virtual ones too, and the client's own but for its two daemon housekeepers, which the whole process shares. */
    private List<String> threads() {
        Path dump = directory.resolve("threads-" + System.nanoTime());
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            return Files.readAllLines(dump).stream()
                    .filter(line -> line.startsWith("#") && (line.contains("gridgate-") || line.contains("OkHttp Dispatcher"))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
