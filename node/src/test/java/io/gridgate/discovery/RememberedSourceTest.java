package io.gridgate.discovery;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.service.DiscoveryConfig.DnsDiscovery;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualScheduler;
import io.gridgate.service.instance.InMemoryInstanceSource;
import io.gridgate.service.instance.InMemoryInstanceStore;
import io.gridgate.service.instance.InstanceSource.Watch;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.NameResolver;
import io.gridgate.service.instance.StoredInstances;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RememberedSourceTest {

    private static final DnsDiscovery PRODUCT = new DnsDiscovery("product.internal", 80);
    private static final String KEY = "dns/product.internal:80";
    private static final List<KnownInstance> OLD = List.of(KnownInstance.of("10.0.0.1:80"));
    private static final List<KnownInstance> NEW = List.of(KnownInstance.of("10.0.0.2:80"));

    private final FakeTicker ticker = new FakeTicker();
    private final ManualScheduler scheduler = new ManualScheduler(ticker);
    private final InMemoryInstanceStore store = new InMemoryInstanceStore();
    private final InMemoryInstanceSource inner = new InMemoryInstanceSource();
    private final RememberedSource source = new RememberedSource(inner,
            new DiscoveryPorts(store, NameResolver.system(), Runnable::run, scheduler, ticker));
    private final Heard heard = new Heard();

    private Instant stored() {
        return requireNonNull(store.load(KEY)).knownAt();
    }

    @Test
    void whatIsStoredServesUntilTheSourceSpeaks() {
        Instant past = ticker.instant().minus(Duration.ofHours(3));
        store.save(KEY, new StoredInstances(OLD, past));
        try (Watch _ = source.watch(PRODUCT, heard)) {
            scheduler.runDue();
            assertThat(heard.last()).isEqualTo(OLD);
            assertThat(heard.knownAt()).isEqualTo(past);

            inner.set(PRODUCT, NEW, ticker.instant());
            scheduler.runDue();
            assertThat(heard.last()).isEqualTo(NEW);
            assertThat(store.load(KEY)).isEqualTo(new StoredInstances(NEW, ticker.instant()));
        }
        assertThat(inner.watches()).isZero();
    }

    @Test
    void aSourceThatSpeaksFirstIsNotOverruledByTheStore() {
        store.save(KEY, new StoredInstances(OLD, ticker.instant().minusSeconds(1)));
        inner.set(PRODUCT, NEW, ticker.instant());
        try (Watch _ = source.watch(PRODUCT, heard)) {
            scheduler.runDue();

            assertThat(heard.sets()).containsExactly(List.of("10.0.0.2:80"));
        }
    }

    @Test
    void whatDoesNotChangeIsConfirmedNowAndThen() {
        try (Watch _ = source.watch(PRODUCT, heard)) {
            inner.set(PRODUCT, NEW, ticker.instant());
            scheduler.runDue();
            Instant first = stored();

            ticker.advance(Duration.ofMinutes(9));
            inner.set(PRODUCT, NEW, ticker.instant());
            scheduler.runDue();
            assertThat(stored()).isEqualTo(first);

            ticker.advance(Duration.ofMinutes(2));
            inner.set(PRODUCT, NEW, ticker.instant());
            scheduler.runDue();
            assertThat(stored()).isEqualTo(first.plus(Duration.ofMinutes(11)));
        }
    }

    @Test
    void aClosedWatchSaysNothing() {
        store.save(KEY, new StoredInstances(OLD, ticker.instant()));
        source.watch(PRODUCT, heard).close();
        scheduler.runDue();

        assertThat(heard.addresses()).isNull();
    }
}
