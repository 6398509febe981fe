package io.gridgate.service.instance;

import io.gridgate.config.service.DiscoveryConfig;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * An instance source that says what it is told to.
 *
 * <p>Thread-safety: thread-safe; guarded by itself.
 */
public final class InMemoryInstanceSource implements InstanceSource {

    private final Map<DiscoveryConfig, Report> reports = new HashMap<>();
    private final Set<Following> followers = new CopyOnWriteArraySet<>();

    @Override
    public synchronized Watch watch(DiscoveryConfig discovery, Listener listener) {
        Following following = new Following(discovery, listener);
        followers.add(following);
        Report report = reports.get(discovery);
        if (report != null) {
            listener.onInstances(report.instances(), report.knownAt());
        }
        return () -> followers.remove(following);
    }

    /** Says that these are the instances now. */
    public synchronized void set(DiscoveryConfig discovery, List<KnownInstance> instances, Instant knownAt) {
        reports.put(discovery, new Report(List.copyOf(instances), knownAt));
        followersOf(discovery).forEach(listener -> listener.onInstances(List.copyOf(instances), knownAt));
    }

    /** Says that the source does not answer. */
    public synchronized void fail(DiscoveryConfig discovery, String problem) {
        followersOf(discovery).forEach(listener -> listener.onTrouble(problem));
    }

    /** Says nothing any more, to new watches either. */
    public synchronized void hang(DiscoveryConfig discovery) {
        reports.remove(discovery);
    }

    /** Returns how many watches are open. */
    public int watches() {
        return followers.size();
    }

    private List<Listener> followersOf(DiscoveryConfig discovery) {
        return followers.stream().filter(one -> one.discovery().equals(discovery)).map(Following::listener).toList();
    }

    private record Report(List<KnownInstance> instances, Instant knownAt) {}

    private record Following(DiscoveryConfig discovery, Listener listener) {}
}
