package io.gridgate.service;

import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.service.instance.InstanceSource;
import io.gridgate.service.instance.KnownInstance;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one source says of one discovered set, shared by all services and revisions that name it.
 *
 * <p>Thread-safety: fields are volatile or guarded by the registry's lock, as each says.
 */
final class Feed implements InstanceSource.Listener {

    private final DiscoveryConfig discovery;
    private final Consumer<Feed> onChanged;
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    /** Guarded by the registry's lock. */
    private final Set<Service> users = new HashSet<>();

    private volatile @Nullable Report report;
    private volatile @Nullable String trouble;
    private InstanceSource.@Nullable Watch watch;
    private boolean closed;

    Feed(DiscoveryConfig discovery, Consumer<Feed> onChanged) {
        this.discovery = discovery;
        this.onChanged = onChanged;
    }

    /** Begins to follow, once; not under the registry's lock. */
    synchronized void start(InstanceSource source) {
        if (watch == null && !closed) {
            watch = source.watch(discovery, this);
        }
    }

    synchronized void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
        first.complete(null);
    }

    @Override
    public void onInstances(List<KnownInstance> instances, Instant knownAt) {
        Report before = report;
        report = new Report(List.copyOf(instances), knownAt);
        trouble = null;
        if (before == null || !before.instances().equals(instances)) {
            onChanged.accept(this);
        }
        first.complete(null);
    }

    @Override
    public void onTrouble(String problem) {
        trouble = problem;
    }

    /** Completes with the first set. */
    CompletableFuture<Void> first() {
        return first;
    }

    List<KnownInstance> instances() {
        Report last = report;
        return last == null ? List.of() : last.instances();
    }

    /** Returns when the source said so, or null when it has not said anything yet. */
    @Nullable
    Instant knownAt() {
        Report last = report;
        return last == null ? null : last.knownAt();
    }

    @Nullable
    String trouble() {
        return trouble;
    }

    DiscoveryConfig discovery() {
        return discovery;
    }

    String sourceName() {
        return switch (discovery) {
            case DiscoveryConfig.ConsulDiscovery _ -> "consul";
            case DiscoveryConfig.DnsDiscovery _ -> "dns";
            case DiscoveryConfig.DnsSrvDiscovery _ -> "dns_srv";
        };
    }

    Set<Service> users() {
        return users;
    }

    private record Report(List<KnownInstance> instances, Instant knownAt) {}
}
