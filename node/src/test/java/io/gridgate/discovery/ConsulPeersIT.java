package io.gridgate.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.node.ConsulConfig;
import io.gridgate.config.value.HostPort;
import io.gridgate.fixture.ConsulAgent;
import io.gridgate.service.instance.BackgroundScheduler;
import io.gridgate.service.instance.InMemoryInstanceStore;
import io.gridgate.service.instance.NameResolver;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ConsulPeersIT {

    private static final HostPort ONE = HostPort.parse("127.0.0.1:5701");
    private static final HostPort TWO = HostPort.parse("127.0.0.1:5702");

    private final ConsulAgent agent = ConsulAgent.stopped();
    private final BackgroundScheduler scheduler = new BackgroundScheduler("gridgate-background");
    private final ConsulPeers first = peers();
    private final ConsulPeers second = peers();

    ConsulPeersIT() throws IOException {}

    private ConsulPeers peers() throws IOException {
        ConsulConfig config = new ConsulConfig(HostPort.parse(agent.address()), null, ConsulConfig.Tls.OFF);
        return ConsulPeers.follow(config, "gridgate",
                new DiscoveryPorts(new InMemoryInstanceStore(), NameResolver.system(), Runnable::run, scheduler, InstantSource.system()));
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        scheduler.close();
        agent.close();
    }

    private static ConditionFactory within(int seconds) {
        return Awaitility.await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(20));
    }

    @Test
    void membersFindEachOtherAndOneThatLeavesIsGone() {
        agent.restart();
        first.register("gw-1", ONE);
        second.register("gw-2", TWO);
        within(12).untilAsserted(() -> assertThat(second.get()).containsExactly(ONE, TWO));

        first.close();

        within(12).untilAsserted(() -> assertThat(second.get()).containsExactly(TWO));
    }

    @Test
    void aMemberThatConsulForgotOrNeverHeardOfMakesItselfKnownAgain() {
        first.register("gw-1", ONE);
        assertThat(first.get()).isEmpty();

        agent.restart();
        within(12).untilAsserted(() -> assertThat(first.get()).containsExactly(ONE));

        agent.kill();
        agent.restart();
        within(12).until(() -> agent.knows("gridgate"));
        within(12).untilAsserted(() -> assertThat(second.get()).containsExactly(ONE));
    }
}
