package io.gridgate.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Metrics;
import io.gridgate.config.service.HealthCheckConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualScheduler;
import io.gridgate.service.instance.Health;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.KnownInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ActiveCheckTest {

    private static final String ADDRESS = "10.0.0.1:7001";
    /** Longer than any jittered interval, shorter than two. */
    private static final Duration ONE_PROBE = Duration.ofMillis(11_001);

    private final FakeTicker ticker = new FakeTicker();
    private final ManualScheduler scheduler = new ManualScheduler(ticker);
    private final InMemoryHealthProbe probe = new InMemoryHealthProbe();
    private final Instance instance = new Instance("product", KnownInstance.of(ADDRESS), "fixed", ticker, ticker.instant());
    private final List<Event> told = new ArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();
    private final ActiveCheck check = new ActiveCheck(instance, checked(new HealthCheckConfig("/health", Duration.ofSeconds(10),
            Duration.ofSeconds(1), 2, 3)),
            new ActiveCheck.Ports(probe, scheduler, ticker, meters(), new InstanceNews(told::add, scheduler, ticker),
                    changes::incrementAndGet));

    private static ServiceConfig checked(HealthCheckConfig check) {
        ServiceConfig base = ServiceConfig.of("product", List.of());
        return new ServiceConfig(base.name(), base.instances(), null, base.loadBalancer(), base.tls(), base.protocol(), base.timeouts(),
                false, base.retries(), null, check, null, base.connections());
    }

    private static CheckMeters meters() {
        Metrics.Counter counter = Metrics.none().counter("service.probes", Map.of());
        return new CheckMeters(counter, counter);
    }

    private void probes(int times) {
        for (int target = probe.probes() + times; probe.probes() < target;) {
            scheduler.advance(Duration.ofMillis(100));
        }
    }

    @Test
    void theFirstProbeComesSoonAndItsSuccessMakesTheInstanceHealthy() {
        check.start();
        assertThat(instance.health()).isEqualTo(Health.UNKNOWN);

        scheduler.advance(Duration.ofSeconds(1));

        assertThat(probe.probes()).isEqualTo(1);
        assertThat(instance.health()).isEqualTo(Health.HEALTHY);
    }

    @Test
    void anotherVerdictIsToldAndThatANewInstanceIsWellIsNot() {
        check.start();
        probes(1);
        assertThat(told).isEmpty();
        probe.answer(ADDRESS, 500);
        probes(3);
        probe.answer(ADDRESS, 200);
        probes(2);

        assertThat(told).extracting(Event::type).containsExactly(EventType.INSTANCE_HEALTH, EventType.INSTANCE_HEALTH);
        assertThat(told.getFirst().service()).isEqualTo("product");
        assertThat(told.getFirst().fields()).isEqualTo(Map.of("instance", ADDRESS, "from", "healthy", "to", "unhealthy", "reason",
                "GET /health answered 500"));
        assertThat(told.getLast().fields()).containsEntry("to", "healthy");
    }

    @Test
    void aPassingProbeThatEndsWhatThisNodeEjectedIsTold() {
        Instant until = ticker.instant().plusSeconds(60);
        instance.eject(new Instance.Ejection(ticker.nanos() + 60_000_000_000L, 1, "gw-2", until), ticker.instant());
        check.start();
        probes(1);
        assertThat(told).as("of another node's ejection that node tells").isEmpty();

        instance.eject(new Instance.Ejection(ticker.nanos() + 60_000_000_000L, 1, null, until), ticker.instant());
        probes(1);

        assertThat(told).extracting(Event::type).containsExactly(EventType.INSTANCE_RECOVERED);
        assertThat(told.getFirst().fields()).containsEntry("by", "probe");
    }

    @Test
    void probesComeAboutAnIntervalApart() {
        check.start();

        scheduler.advance(Duration.ofSeconds(1_000));

        assertThat(probe.probes()).isBetween(91, 112);
    }

    @Test
    void enoughFailuresInARowMakeItUnhealthyAndEnoughSuccessesHealthyAgain() {
        probe.answer(ADDRESS, 500);
        check.start();
        probes(2);
        assertThat(instance.health()).isEqualTo(Health.UNKNOWN);
        probes(1);
        assertThat(instance.health()).isEqualTo(Health.UNHEALTHY);
        assertThat(instance.trouble()).isEqualTo("GET /health answered 500");

        probe.answer(ADDRESS, 204);
        probes(1);
        assertThat(instance.health()).isEqualTo(Health.UNHEALTHY);
        probes(1);
        assertThat(instance.health()).isEqualTo(Health.HEALTHY);
        assertThat(instance.trouble()).isNull();
    }

    @Test
    void aRefusedConnectionIsAFailureThatTellsWhy() {
        probe.refuse(ADDRESS);
        check.start();
        probes(3);

        assertThat(instance.health()).isEqualTo(Health.UNHEALTHY);
        assertThat(instance.trouble()).isEqualTo("connection refused");
    }

    @Test
    void aPassingProbeEndsAnEjection() {
        instance.eject(new Instance.Ejection(ticker.nanos() + Duration.ofMinutes(5).toNanos(), 1, null, ticker.instant()),
                ticker.instant());
        check.start();
        probes(1);

        assertThat(instance.isEjected()).isFalse();
    }

    @Test
    void aClosedCheckProbesNoMore() {
        check.start();
        probes(1);
        check.close();
        scheduler.advance(ONE_PROBE.multipliedBy(5));

        assertThat(probe.probes()).isEqualTo(1);
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void aVerdictIsToldOnceAndSoIsTheEndOfAnEjection() {
        check.start();
        probes(3);
        assertThat(changes).hasValue(1);
        assertThat(check.verdict()).isEqualTo(Health.HEALTHY);

        instance.eject(new Instance.Ejection(ticker.nanos() + Duration.ofMinutes(5).toNanos(), 1, null, ticker.instant()),
                ticker.instant());
        probes(1);

        assertThat(changes).hasValue(2);
    }

    @Test
    void whatOthersFoundCountsUntilTheCheckHasAVerdictOfItsOwn() {
        check.heard(Health.UNHEALTHY, "refused elsewhere");
        assertThat(instance.health()).isEqualTo(Health.UNHEALTHY);
        assertThat(check.verdict()).isEqualTo(Health.UNKNOWN);

        check.start();
        probes(1);
        assertThat(instance.health()).as("one success is not enough for an instance that failed").isEqualTo(Health.UNHEALTHY);
        probes(1);
        assertThat(instance.health()).isEqualTo(Health.HEALTHY);

        check.heard(Health.UNHEALTHY, "refused elsewhere");
        assertThat(instance.health()).isEqualTo(Health.HEALTHY);
    }

    @Test
    void anOwnFailureIsNotUndoneByWhatOthersFound() {
        probe.refuse(ADDRESS);
        check.start();
        probes(3);

        check.heard(Health.HEALTHY, null);

        assertThat(instance.health()).isEqualTo(Health.UNHEALTHY);
    }
}
