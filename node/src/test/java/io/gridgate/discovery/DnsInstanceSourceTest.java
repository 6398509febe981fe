package io.gridgate.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.service.DiscoveryConfig.DnsDiscovery;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualScheduler;
import io.gridgate.service.instance.InMemoryInstanceStore;
import io.gridgate.service.instance.InstanceSource.Watch;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DnsInstanceSourceTest {

    private static final DnsDiscovery PRODUCT = new DnsDiscovery("product.internal", 8080);

    private final FakeTicker ticker = new FakeTicker();
    private final ManualScheduler scheduler = new ManualScheduler(ticker);
    private final Heard heard = new Heard();
    private List<InetAddress> addresses = List.of();
    private final DnsInstanceSource source = new DnsInstanceSource(
            new DiscoveryPorts(new InMemoryInstanceStore(), this::resolve, Runnable::run, scheduler, ticker));

    private List<InetAddress> resolve(String name) throws UnknownHostException {
        if (addresses.isEmpty()) {
            throw new UnknownHostException(name);
        }
        return addresses;
    }

    private void resolves(String... literals) {
        addresses = Stream.of(literals).map(InetAddress::ofLiteral).toList();
    }

    @Test
    void everyAddressIsAnInstanceOnThePort() {
        resolves("10.0.0.2", "10.0.0.1", "fd00::1");
        try (Watch _ = source.watch(PRODUCT, heard)) {
            assertThat(heard.addresses()).containsExactly("10.0.0.1:8080", "10.0.0.2:8080", "[fd00:0:0:0:0:0:0:1]:8080");
        }
    }

    @Test
    void theNameIsReadAgainEveryTenSeconds() {
        resolves("10.0.0.1");
        try (Watch _ = source.watch(PRODUCT, heard)) {
            resolves("10.0.0.2");
            scheduler.advance(Duration.ofMillis(9_999));
            assertThat(heard.addresses()).containsExactly("10.0.0.1:8080");
            scheduler.advance(Duration.ofMillis(1));

            assertThat(heard.addresses()).containsExactly("10.0.0.2:8080");
        }
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void aNameWithoutAddressIsTroubleAndReadAgainSoon() {
        try (Watch _ = source.watch(PRODUCT, heard)) {
            assertThat(heard.trouble()).isEqualTo("product.internal");
            assertThat(heard.addresses()).isNull();

            resolves("10.0.0.1");
            scheduler.advance(Duration.ofMillis(200));
            assertThat(heard.addresses()).containsExactly("10.0.0.1:8080");
            assertThat(heard.trouble()).isNull();
        }
    }
}
