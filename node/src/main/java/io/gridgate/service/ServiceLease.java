package io.gridgate.service;

import io.gridgate.service.breaker.Breaker;
import io.gridgate.service.instance.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A revision's hold on its services: while it lasts they are followed and checked.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ServiceLease implements AutoCloseable {

    private final Map<String, Service> services;
    private final ServiceRegistry registry;
    private final AtomicBoolean closed = new AtomicBoolean();

    ServiceLease(Map<String, Service> services, ServiceRegistry registry) {
        this.services = services;
        this.registry = registry;
    }

    /** Returns the services by name. */
    public Map<String, Service> services() {
        return services;
    }

    /**
     * Returns the service of that name.
     *
     * @throws IllegalArgumentException when the revision has none
     */
    public Service service(String name) {
        Service service = services.get(name);
        if (service == null) {
            throw new IllegalArgumentException("name: " + name + " (expected: one of " + services.keySet() + ")");
        }
        return service;
    }

    /**
     * Completes when every service with discovery has heard its first set, every name was looked up once and the grid was asked
     * once for the state of each breaker, successful or not. Never fails, and has no deadline of its own: whoever waits brings one, and may go on without it.
     */
    public CompletableFuture<Void> ready() {
        List<CompletableFuture<Void>> first = new ArrayList<>();
        for (Service service : services.values()) {
            Feed feed = service.feed();
            if (feed != null) {
                first.add(feed.first());
            }
            Breaker breaker = service.breaker();
            if (breaker != null) {
                first.add(breaker.first());
            }
        }
        return all(first).thenCompose(_ -> all(lookups()));
    }

    private List<CompletableFuture<Void>> lookups() {
        List<CompletableFuture<Void>> lookups = new ArrayList<>();
        for (Service service : services.values()) {
            for (Instance instance : service.instances()) {
                lookups.add(registry.lookup(instance));
            }
        }
        return lookups;
    }

    private static CompletableFuture<Void> all(List<CompletableFuture<Void>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }

    /** The revision is served from now on: its services say how their instances are checked and weighted. */
    public void lead() {
        registry.lead(services.values());
    }

    /** Gives the services back; what no other revision holds is closed. Does nothing when it was closed. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            registry.release(services.values());
        }
    }
}
