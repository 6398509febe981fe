package io.gridgate.service;

import io.gridgate.base.Event;
import io.gridgate.base.Metrics;
import io.gridgate.config.service.InstanceConfig;
import io.gridgate.config.service.RetriesConfig;
import io.gridgate.config.service.RetryOn;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Response;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualLoop;
import io.gridgate.fixture.ManualScheduler;
import io.gridgate.http.Headers;
import io.gridgate.service.breaker.InMemoryBreakerStore;
import io.gridgate.service.health.InMemoryHealthProbe;
import io.gridgate.service.instance.InMemoryInstanceSource;
import io.gridgate.service.instance.NameResolver;
import io.gridgate.service.peer.InMemoryHealthBoard;
import io.gridgate.service.peer.InMemoryLoadChannel;
import io.gridgate.service.peer.InMemoryRoster;
import io.gridgate.service.peer.Peers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A registry in a world that a test moves by hand, and the chain of a route to one service.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class ServiceFixture implements NameResolver {

    final FakeTicker ticker = new FakeTicker();
    final ManualScheduler scheduler = new ManualScheduler(ticker);
    final ManualLoop loop = new ManualLoop(ticker);
    final InMemoryInstanceSource source = new InMemoryInstanceSource();
    final InMemoryHealthProbe probe = new InMemoryHealthProbe();
    final InMemoryBreakerStore breakers = InMemoryBreakerStore.of("m1");
    final ScriptedAttempts attempts = new ScriptedAttempts();
    final Map<String, String> names = new HashMap<>();
    final InMemoryRoster roster = new InMemoryRoster("gw-1");
    final InMemoryHealthBoard health = new InMemoryHealthBoard();
    final InMemoryLoadChannel loads = new InMemoryLoadChannel();
    final List<Event> told = new CopyOnWriteArrayList<>();
    final ServiceRegistry registry = new ServiceRegistry(
            new ServicePorts(source, this, Runnable::run, probe, breakers, new Peers(roster, health, loads), scheduler, ticker, ticker,
                    Metrics.none(), told::add));

    @Override
    public List<InetAddress> resolve(String name) throws UnknownHostException {
        String address = names.get(name);
        if (address == null) {
            throw new UnknownHostException(name);
        }
        return List.of(InetAddress.ofLiteral(address));
    }

    static ServiceConfig fixed(String... addresses) {
        return ServiceConfig.of("product", Stream.of(addresses).map(InstanceConfig::of).toList());
    }

    static RetriesConfig retries(int attempts) {
        return new RetriesConfig(attempts, RetryOn.DEFAULT, RetriesConfig.DEFAULT.methods(), 0.2);
    }

    static RetriesConfig retries(int attempts, RetryOn on, Set<String> methods) {
        return new RetriesConfig(attempts, on, methods, 0.2);
    }

    /** Returns the chain RETRY, BALANCE, scripted attempts of a service that is held from now on. */
    Chain chain(ServiceConfig config, RetriesConfig retries, @Nullable Duration total) {
        Service service = registry.acquire(Map.of("product", config)).service("product");
        TimeoutsConfig timeouts = new TimeoutsConfig(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(60), total);
        return Chain.of(List.of(RetryFilter.of(service, retries, timeouts), new BalanceFilter(service), attempts));
    }

    Exchange get() {
        return Exchanges.of(loop, "GET", Headers.of(), Body.empty(), false);
    }

    Exchange request(String method, Body body) {
        return Exchanges.of(loop, method, Headers.of(), body, true);
    }

    /** Returns the answer, or what it failed with, of a chain that has completed. */
    static Outcome outcome(CompletionStage<Response> answer) {
        Outcome[] outcome = {new Outcome(null, null)};
        var _ = answer.handle((response, failure) -> outcome[0] = new Outcome(response, failure));
        return outcome[0];
    }

    record Outcome(@Nullable Response response, @Nullable Throwable failure) {

        int status() {
            return response == null ? 0 : response.status();
        }

        boolean isPending() {
            return response == null && failure == null;
        }
    }
}
