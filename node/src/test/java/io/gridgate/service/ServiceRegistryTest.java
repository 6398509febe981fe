package io.gridgate.service;

import static io.gridgate.service.ServiceFixture.fixed;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.config.service.DiscoveryConfig.DnsDiscovery;
import io.gridgate.config.service.HealthCheckConfig;
import io.gridgate.config.service.LoadBalancerConfig;
import io.gridgate.config.service.LoadBalancerType;
import io.gridgate.config.service.OutlierDetectionConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.service.ServiceView.InstanceView;
import io.gridgate.service.breaker.Breaker;
import io.gridgate.service.breaker.BreakerView;
import io.gridgate.service.instance.Health;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.KnownInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ServiceRegistryTest {

    private static final DnsDiscovery DNS = new DnsDiscovery("product.internal", 80);
    private static final HealthCheckConfig CHECK = new HealthCheckConfig("/health", Duration.ofSeconds(10), Duration.ofSeconds(1), 1, 1);

    private final ServiceFixture fixture = new ServiceFixture();
    private final ServiceRegistry registry = fixture.registry;
    private final List<String> retired = new ArrayList<>();

    ServiceRegistryTest() {
        registry.onRetired(instance -> retired.add(instance.address()));
    }

    /** Returns a revision's hold that is served. */
    private ServiceLease acquire(ServiceConfig config) {
        ServiceLease lease = registry.acquire(Map.of(config.name(), config));
        lease.lead();
        return lease;
    }

    private static ServiceConfig discovered(String... fixed) {
        return with(fixed(fixed), DNS, null, LoadBalancerConfig.DEFAULT);
    }

    private static ServiceConfig with(ServiceConfig base, @Nullable DnsDiscovery discovery, @Nullable HealthCheckConfig check,
            LoadBalancerConfig balancer) {
        return new ServiceConfig(base.name(), base.instances(), discovery, balancer, base.tls(), base.protocol(), base.timeouts(), false,
                base.retries(), null, check, null, base.connections());
    }

    private void discover(String... addresses) {
        fixture.source.set(DNS, Stream.of(addresses).map(KnownInstance::of).toList(), fixture.ticker.instant());
    }

    private static List<String> addresses(ServiceLease lease) {
        return lease.service("product").instances().stream().map(Instance::address).toList();
    }

    private InstanceView view(String address) {
        return registry.view().getFirst().instances().stream().filter(one -> one.address().equals(address)).findFirst().orElseThrow();
    }

    @Test
    void anInstanceOutlivesTheRevisionThatBroughtIt() {
        ServiceLease old = acquire(fixed("10.0.0.1:80", "10.0.0.2:80"));
        Instance kept = old.service("product").instances().getFirst();
        ServiceLease now = acquire(fixed("10.0.0.3:80", "10.0.0.1:80"));
        assertThat(retired).isEmpty();

        old.close();

        assertThat(retired).containsExactly("10.0.0.2:80");
        assertThat(now.service("product").instances()).contains(kept);
        old.close();
        now.close();
        assertThat(retired).containsExactlyInAnyOrder("10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80");
        assertThat(registry.view()).isEmpty();
    }

    @Test
    void aBreakerOutlivesRevisionsAndEndsWithTheLastThatHasOne() {
        // Given
        CircuitBreakerConfig five = new CircuitBreakerConfig(5, 3, Duration.ofSeconds(30), Duration.ofSeconds(60));
        CircuitBreakerConfig two = new CircuitBreakerConfig(2, 1, Duration.ofSeconds(30), Duration.ofSeconds(60));
        ServiceLease old = acquire(fixed("10.0.0.1:80").with(five));
        Breaker breaker = requireNonNull(old.service("product").breaker());
        // When
        ServiceLease tried = registry.acquire(Map.of("product", fixed("10.0.0.1:80").with(two)));
        // Then
        assertThat(tried.service("product").breaker()).isSameAs(breaker);
        old.close();
        assertThat(registry.view().getFirst().breaker()).isEqualTo(new BreakerView("closed", false));
        ServiceLease without = acquire(fixed("10.0.0.1:80"));
        assertThat(registry.view().getFirst().breaker()).isEqualTo(BreakerView.OFF);
        tried.close();
        ServiceLease again = acquire(fixed("10.0.0.1:80").with(five));
        assertThat(again.service("product").breaker()).isNotNull().isNotSameAs(breaker);
        without.close();
        again.close();
        fixture.scheduler.advance(Duration.ofSeconds(2));
        assertThat(fixture.scheduler.size()).isZero();
    }

    @Test
    void equalConfigurationsShareOneService() {
        ServiceLease one = acquire(fixed("10.0.0.1:80"));
        ServiceLease other = acquire(fixed("10.0.0.1:80"));
        assertThat(other.service("product")).isSameAs(one.service("product"));

        one.close();

        assertThat(addresses(other)).containsExactly("10.0.0.1:80");
        assertThat(retired).isEmpty();
    }

    @Test
    void aRevisionThatIsGivenUpLeavesTheServingOneAsItWas() {
        ServiceLease serving = acquire(fixed("10.0.0.1:80"));
        ServiceLease refused = acquire(fixed("10.0.0.9:80"));
        refused.close();

        assertThat(retired).containsExactly("10.0.0.9:80");
        assertThat(addresses(serving)).containsExactly("10.0.0.1:80");
        assertThat(registry.view().getFirst().instances()).extracting(InstanceView::address).containsExactly("10.0.0.1:80");
    }

    @Test
    void discoveredInstancesAreFollowedBesideTheFixedOnes() {
        ServiceLease lease = acquire(discovered("10.0.0.1:80"));
        assertThat(addresses(lease)).containsExactly("10.0.0.1:80");
        assertThat(lease.ready()).isNotDone();

        discover("10.0.0.2:80", "10.0.0.1:80");
        assertThat(lease.ready()).isCompleted();
        assertThat(addresses(lease)).containsExactly("10.0.0.1:80", "10.0.0.2:80");
        assertThat(view("10.0.0.1:80").source()).isEqualTo("fixed");
        assertThat(view("10.0.0.2:80").source()).isEqualTo("dns");

        discover("10.0.0.3:80");
        assertThat(addresses(lease)).containsExactly("10.0.0.1:80", "10.0.0.3:80");
        assertThat(retired).containsExactly("10.0.0.2:80");
    }

    @Test
    void instancesThatComeAndGoAreToldButNotTheFirstAndNotWithTheService() {
        ServiceLease lease = acquire(discovered("10.0.0.1:80"));
        ServiceLease other = acquire(with(fixed(), DNS, null, new LoadBalancerConfig(LoadBalancerType.LEAST_REQUEST, null)));
        lease.close();
        assertThat(told()).containsExactly("instance_gone 10.0.0.1:80 fixed");

        discover("10.0.0.2:80", "10.0.0.3:80");
        discover("10.0.0.3:80");
        discover();
        discover("10.0.0.4:80");
        other.close();

        assertThat(told()).containsExactly("instance_gone 10.0.0.1:80 fixed", "instance_discovered 10.0.0.2:80 dns",
                "instance_discovered 10.0.0.3:80 dns", "instance_gone 10.0.0.2:80 dns", "instance_gone 10.0.0.3:80 dns",
                "instance_discovered 10.0.0.4:80 dns");
    }

    private List<String> told() {
        return fixture.told.stream()
                .map(event -> event.type().text() + " " + event.fields().get("instance") + " " + event.fields().get("source")).toList();
    }

    @Test
    void anEjectionIsToldAndThatItsTimeIsOver() {
        OutlierDetectionConfig outliers = new OutlierDetectionConfig(1, Duration.ofSeconds(30), 0.5);
        ServiceConfig base = fixed("10.0.0.1:80", "10.0.0.2:80");
        Service service = acquire(new ServiceConfig(base.name(), base.instances(), null, base.loadBalancer(), base.tls(), base.protocol(),
                base.timeouts(), false, base.retries(), null, null, outliers, base.connections())).service("product");
        requireNonNull(service.outliers()).failed(service.instances().getFirst());

        fixture.scheduler.advance(Duration.ofSeconds(31));

        assertThat(fixture.told).extracting(event -> event.type().text() + event.fields()).containsExactly(
                "instance_ejected{instance=10.0.0.1:80, duration_ms=30000}", "instance_recovered{instance=10.0.0.1:80, by=time}");
    }

    @Test
    void oneWatchServesAllRevisionsAndEndsWithTheLast() {
        ServiceLease old = acquire(discovered());
        discover("10.0.0.2:80");
        ServiceLease now = acquire(with(fixed(), DNS, null, new LoadBalancerConfig(LoadBalancerType.LEAST_REQUEST, null)));
        assertThat(fixture.source.watches()).isEqualTo(1);
        assertThat(addresses(now)).containsExactly("10.0.0.2:80");
        assertThat(now.ready()).isCompleted();

        old.close();
        assertThat(fixture.source.watches()).isEqualTo(1);
        assertThat(retired).isEmpty();
        now.close();
        assertThat(fixture.source.watches()).isZero();
        assertThat(retired).containsExactly("10.0.0.2:80");
    }

    @Test
    void aSourceThatIsDownIsShownAndItsInstancesStay() {
        ServiceLease lease = acquire(discovered());
        discover("10.0.0.2:80");
        fixture.source.fail(DNS, "no answer");

        assertThat(addresses(lease)).containsExactly("10.0.0.2:80");
        assertThat(registry.view().getFirst().trouble()).isEqualTo("no answer");
        assertThat(registry.view().getFirst().knownAt()).isEqualTo(fixture.ticker.instant());

        discover("10.0.0.2:80");
        assertThat(registry.view().getFirst().trouble()).isNull();
    }

    @Test
    void aNewWeightReachesTheInstanceThatStays() {
        ServiceLease lease = acquire(discovered());
        discover("10.0.0.2:80");
        Instance instance = lease.service("product").instances().getFirst();

        fixture.source.set(DNS, List.of(KnownInstance.of("10.0.0.2:80").weighted(7)), fixture.ticker.instant());

        assertThat(lease.service("product").instances().getFirst()).isSameAs(instance);
        assertThat(view("10.0.0.2:80").weight()).isEqualTo(7);
    }

    @Test
    void aNameIsLookedUpAndFollowedAndKeepsItsAddressWhileTheLookupFails() {
        fixture.names.put("product.example", "10.1.1.1");
        ServiceLease lease = acquire(fixed("product.example:80"));
        assertThat(lease.ready()).isCompleted();
        assertThat(view("product.example:80").resolved()).isEqualTo("10.1.1.1");

        fixture.names.put("product.example", "10.1.1.2");
        fixture.scheduler.advance(Duration.ofSeconds(30));
        assertThat(view("product.example:80").resolved()).isEqualTo("10.1.1.2");

        fixture.names.clear();
        fixture.scheduler.advance(Duration.ofSeconds(30));
        assertThat(view("product.example:80").resolved()).isEqualTo("10.1.1.2");

        lease.close();
        assertThat(fixture.scheduler.size()).isZero();
    }

    @Test
    void aNameWithoutAddressIsShownAndTriedAgain() {
        ServiceLease lease = acquire(fixed("product.example:80"));
        assertThat(lease.ready()).isCompleted();
        Instance instance = lease.service("product").instances().getFirst();
        assertThat(instance.isAvailable()).isFalse();
        assertThat(view("product.example:80").trouble()).isEqualTo("the name \"product.example\" has no address");

        fixture.names.put("product.example", "10.1.1.1");
        fixture.scheduler.advance(Duration.ofSeconds(2));

        assertThat(instance.isAvailable()).isTrue();
        assertThat(view("product.example:80").trouble()).isNull();
    }

    @Test
    void theLastServedConfigurationSaysHowInstancesAreProbed() {
        ServiceLease plain = acquire(fixed("10.0.0.1:80"));
        assertThat(fixture.scheduler.size()).isZero();

        fixture.probe.refuse("10.0.0.1:80");
        ServiceLease checked = acquire(with(fixed("10.0.0.1:80"), null, CHECK, LoadBalancerConfig.DEFAULT));
        fixture.scheduler.advance(Duration.ofSeconds(1));
        assertThat(view("10.0.0.1:80").health()).isEqualTo(Health.UNHEALTHY);

        ServiceLease unchecked = acquire(fixed("10.0.0.1:80"));
        assertThat(view("10.0.0.1:80").health()).isEqualTo(Health.UNKNOWN);
        assertThat(fixture.scheduler.size()).isZero();
        Stream.of(plain, checked, unchecked).forEach(ServiceLease::close);
    }

    @Test
    void aDocumentThatIsOnlyTriedChangesNoCheckAndNoWeight() {
        fixture.probe.refuse("10.0.0.1:80");
        ServiceLease served = acquire(with(fixed("10.0.0.1:80"), null, CHECK, LoadBalancerConfig.DEFAULT));
        fixture.scheduler.advance(Duration.ofSeconds(1));
        ServiceConfig unchecked = fixed("10.0.0.1:80");

        ServiceLease tried = registry.acquire(Map.of(unchecked.name(), unchecked));
        tried.close();

        assertThat(view("10.0.0.1:80").health()).isEqualTo(Health.UNHEALTHY);
        assertThat(fixture.scheduler.size()).isEqualTo(1);
        served.close();
    }

    @Test
    void aCheckGoesOnUndisturbedWhenARevisionChangesSomethingElse() {
        fixture.probe.refuse("10.0.0.1:80");
        ServiceLease old = acquire(with(fixed("10.0.0.1:80"), null, CHECK, LoadBalancerConfig.DEFAULT));
        fixture.scheduler.advance(Duration.ofSeconds(1));
        ServiceLease now = acquire(with(fixed("10.0.0.1:80", "10.0.0.2:80"), null, CHECK, LoadBalancerConfig.DEFAULT));
        old.close();

        assertThat(view("10.0.0.1:80").health()).isEqualTo(Health.UNHEALTHY);
        assertThat(fixture.scheduler.size()).isEqualTo(2);
        now.close();
        assertThat(fixture.scheduler.size()).isZero();
    }

    @Test
    void aClosedRegistryFollowsNothing() {
        ServiceLease lease = acquire(with(fixed("product.example:80"), DNS, CHECK, LoadBalancerConfig.DEFAULT));

        registry.close();

        assertThat(fixture.source.watches()).isZero();
        assertThat(fixture.scheduler.size()).isZero();
        assertThat(registry.view()).isEmpty();
        lease.close();
    }
}
