package io.gridgate.discovery;

import io.gridgate.base.Metrics;
import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.service.instance.InstanceSource;
import io.gridgate.service.peer.Duties;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A source that two nodes of the cluster ask for each set, whatever the size of the cluster; the others follow what these two
 * leave in the grid.
 *
 * <p>Without the grid a node has nobody to share with, and asks for everything itself.
 *
 * <p>Thread-safety: thread-safe; each watch has its own state.
 */
final class SharedSource implements InstanceSource {

    private final InstanceSource source;
    private final DiscoveryPorts ports;
    private final Sharing sharing;
    private final Metrics.Counter takeovers;
    private final Set<SharedWatch> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean following = new AtomicBoolean();

    SharedSource(InstanceSource source, DiscoveryPorts ports, Sharing sharing) {
        this.source = source;
        this.ports = ports;
        this.sharing = sharing;
        this.takeovers = sharing.metrics().counter("discovery.takeovers", Map.of());
        sharing.metrics().gauge("discovery.watches", Map.of(), () -> open.stream().filter(SharedWatch::isAsking).count());
    }

    @Override
    public Watch watch(DiscoveryConfig discovery, Listener listener) {
        if (following.compareAndSet(false, true)) {
            sharing.roster().onChange(() -> open.forEach(SharedWatch::soon));
            sharing.grid().onChange(key -> open.stream().filter(watch -> watch.key().equals(key)).forEach(SharedWatch::soon));
        }
        SharedWatch watch = new SharedWatch(source, discovery, ports, sharing, takeovers, listener);
        open.add(watch);
        watch.soon();
        return () -> {
            open.remove(watch);
            watch.close();
        };
    }

    @Override
    public List<String> watchers(DiscoveryConfig discovery) {
        return new Duties(sharing.roster().self(), sharing.roster().nodes()).holders(DiscoveryKey.of(discovery));
    }
}
