package io.gridgate.discovery;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.service.DiscoveryConfig.DnsSrvDiscovery;
import io.gridgate.config.value.HostPort;
import io.gridgate.discovery.TinyDns.Srv;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualScheduler;
import io.gridgate.service.instance.InMemoryInstanceStore;
import io.gridgate.service.instance.InstanceSource.Watch;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.NameResolver;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DnsSrvInstanceSourceIT {

    private static final String NAME = "_http._tcp.product.test";
    private static final DnsSrvDiscovery PRODUCT = new DnsSrvDiscovery(NAME);

    private final TinyDns dns = TinyDns.start();
    private final FakeTicker ticker = new FakeTicker();
    private final ManualScheduler scheduler = new ManualScheduler(ticker);
    private final Heard heard = new Heard();
    private final DnsSrvInstanceSource source = new DnsSrvInstanceSource(
            new DiscoveryPorts(new InMemoryInstanceStore(), NameResolver.system(), Runnable::run, scheduler, ticker), dns.url());

    @AfterEach
    void stop() {
        dns.close();
    }

    @Test
    void priorityWeightPortAndTargetAreTheInstances() {
        dns.set(NAME, new Srv(20, 0, 8081, "b.product.test"), new Srv(10, 5, 8080, "a.product.test"));
        try (Watch _ = source.watch(PRODUCT, heard)) {
            assertThat(heard.last()).containsExactly(
                    new KnownInstance(new HostPort("a.product.test", 8080), 5, 10, null),
                    new KnownInstance(new HostPort("b.product.test", 8081), 1, 20, null));
        }
    }

    @Test
    void aChangeIsSeenWithTheNextRead() {
        dns.set(NAME, new Srv(0, 1, 8080, "a.product.test"));
        try (Watch _ = source.watch(PRODUCT, heard)) {
            dns.set(NAME, new Srv(0, 1, 8080, "c.product.test"));
            scheduler.advance(Duration.ofSeconds(10));

            assertThat(heard.addresses()).containsExactly("c.product.test:8080");
        }
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void aNameThatIsGoneIsAnEmptySetOnceItWasReadTwice() {
        dns.set(NAME, new Srv(0, 1, 8080, "a.product.test"));
        try (Watch _ = source.watch(PRODUCT, heard)) {
            dns.remove(NAME);
            scheduler.advance(Duration.ofSeconds(10));
            assertThat(heard.addresses()).hasSize(1);

            scheduler.advance(Duration.ofMillis(500));
            assertThat(heard.addresses()).isEmpty();
        }
    }

    @Test
    void theTargetThatMeansNoServiceIsNoInstance() {
        dns.set(NAME, new Srv(0, 0, 0, ""));
        try (Watch _ = source.watch(PRODUCT, heard)) {
            assertThat(heard.last()).isNull();

            scheduler.advance(Confirmation.AFTER);
            assertThat(heard.last()).isEmpty();
        }
    }

    @Test
    void aSilentServerIsTroubleAndTheLastInstancesStay() {
        dns.set(NAME, new Srv(0, 1, 8080, "a.product.test"));
        try (Watch _ = source.watch(PRODUCT, heard)) {
            dns.silent(true);
            scheduler.advance(Duration.ofSeconds(10));
            assertThat(requireNonNull(heard.trouble())).contains(NAME);
            assertThat(heard.addresses()).containsExactly("a.product.test:8080");

            dns.silent(false);
            scheduler.advance(Duration.ofSeconds(1));
            assertThat(heard.trouble()).isNull();
        }
    }

    @Test
    void aNameThatWouldNameAnotherServiceOfTheJdkIsRefused() {
        try (Watch _ = source.watch(new DnsSrvDiscovery("ldap://127.0.0.1/x"), heard)) {
            assertThat(heard.trouble()).isEqualTo("\"ldap://127.0.0.1/x\" is not a name");
        }
    }
}
