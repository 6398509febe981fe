package io.gridgate.discovery;

import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.service.instance.InstanceSource;
import io.gridgate.service.instance.InstanceStore;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.StoredInstances;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source whose last words are remembered: what the store has is said first, with its age, unless the source itself is
 * quicker; every change is stored, and what does not change is confirmed every ten minutes.
 *
 * <p>Thread-safety: thread-safe; each watch is guarded by itself. The store is asked in the background.
 */
final class RememberedSource implements InstanceSource {

    private static final Logger LOG = LoggerFactory.getLogger(RememberedSource.class);
    private static final Duration CONFIRM_EVERY = Duration.ofMinutes(10);

    private final InstanceSource source;
    private final DiscoveryPorts ports;

    RememberedSource(InstanceSource source, DiscoveryPorts ports) {
        this.source = source;
        this.ports = ports;
    }

    @Override
    public Watch watch(DiscoveryConfig discovery, Listener listener) {
        Following following = new Following(DiscoveryKey.of(discovery), ports, listener);
        ports.scheduler().schedule(Duration.ZERO, following::recall);
        Watch inner = source.watch(discovery, following);
        return () -> {
            following.close();
            inner.close();
        };
    }

    @Override
    public List<String> watchers(DiscoveryConfig discovery) {
        return source.watchers(discovery);
    }

    /**
     * One watch and what is stored for it.
     *
     * <p>Thread-safety: guarded by itself.
     */
    private static final class Following implements Listener {

        private final String key;
        private final InstanceStore store;
        private final DiscoveryPorts ports;
        private final Listener listener;
        private @Nullable StoredInstances saved;
        private boolean spoken;
        private boolean closed;

        Following(String key, DiscoveryPorts ports, Listener listener) {
            this.key = key;
            this.store = ports.store();
            this.ports = ports;
            this.listener = listener;
        }

        void recall() {
            StoredInstances stored = store.load(key);
            synchronized (this) {
                if (stored != null && !spoken && !closed) {
                    LOG.atInfo().addKeyValue("discovery", key).addKeyValue("instances", stored.instances().size())
                            .addKeyValue("known_at", stored.knownAt()).log("last known instances in use");
                    saved = stored;
                    listener.onInstances(stored.instances(), stored.knownAt());
                }
            }
        }

        @Override
        public synchronized void onInstances(List<KnownInstance> instances, Instant knownAt) {
            if (closed) {
                return;
            }
            spoken = true;
            StoredInstances last = saved;
            if (last == null || !last.instances().equals(instances) || last.knownAt().plus(CONFIRM_EVERY).isBefore(knownAt)) {
                StoredInstances now = new StoredInstances(instances, knownAt);
                saved = now;
                ports.scheduler().schedule(Duration.ZERO, () -> store.save(key, now));
            }
            listener.onInstances(instances, knownAt);
        }

        @Override
        public synchronized void onTrouble(String problem) {
            if (!closed) {
                listener.onTrouble(problem);
            }
        }

        synchronized void close() {
            closed = true;
        }
    }
}
