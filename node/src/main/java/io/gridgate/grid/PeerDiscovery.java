package io.gridgate.grid;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import io.gridgate.config.value.HostPort;
import io.gridgate.grid.PeerProbe.Peer;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the member looks for others: at its start those that answer, later everyone it was told of or has ever met.
 *
 * <p>At the start it waits for silent peers for five seconds at most, and not at all for peers that are not there.
 *
 * <p>Thread-safety: thread-safe; the first look is Hazelcast's own start, one thread.
 */
final class PeerDiscovery implements DiscoveryStrategyFactory {

    private static final Logger LOG = LoggerFactory.getLogger(PeerDiscovery.class);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MET_MAX = 256;

    private final Supplier<List<HostPort>> peers;
    private final Set<HostPort> met = ConcurrentHashMap.newKeySet();
    private volatile boolean joined;

    PeerDiscovery(Supplier<List<HostPort>> peers) {
        this.peers = peers;
    }

    /** Remembers a member, so that it is looked for when it is cut off. */
    void onMet(HostPort member) {
        if (met.size() < MET_MAX) {
            met.add(member);
        }
    }

    @Override
    public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
        return Strategy.class;
    }

    @Override
    @SuppressWarnings("rawtypes") // Hazelcast's signature.
    public DiscoveryStrategy newDiscoveryStrategy(@Nullable DiscoveryNode self, ILogger logger, Map<String, Comparable> properties) {
        return new Strategy(this, self == null ? null : address(self), logger, properties);
    }

    @Override
    public Collection<PropertyDefinition> getConfigurationProperties() {
        return List.of();
    }

    private static HostPort address(DiscoveryNode node) {
        Address address = node.getPrivateAddress();
        return new HostPort(address.getHost(), address.getPort());
    }

    private List<HostPort> look(@Nullable HostPort self) {
        if (joined) {
            return others(self);
        }
        joined = true;
        long since = System.nanoTime();
        while (true) {
            Map<HostPort, Peer> found = PeerProbe.probe(others(self));
            List<HostPort> answering = found.keySet().stream().filter(peer -> found.get(peer) == Peer.ANSWERS).toList();
            if (!answering.isEmpty() || !found.containsValue(Peer.SILENT)) {
                return answering;
            }
            if (System.nanoTime() - since >= SILENCE_NANOS) {
                LOG.atWarn().setMessage("no peer answers: alone").addKeyValue("silent", found.keySet()).log();
                return List.of();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private List<HostPort> others(@Nullable HostPort self) {
        Set<HostPort> all = new LinkedHashSet<>(met);
        try {
            all.addAll(peers.get());
        } catch (RuntimeException e) {
            LOG.atWarn().setMessage("peers not known").setCause(e).log();
        }
        if (self != null) {
            all.remove(self);
        }
        return List.copyOf(all);
    }

    /**
     * Hazelcast's view of it.
     *
     * <p>Thread-safety: as {@link PeerDiscovery}.
     */
    private static final class Strategy extends AbstractDiscoveryStrategy {

        private final PeerDiscovery discovery;
        private final @Nullable HostPort self;

        @SuppressWarnings("rawtypes") // Hazelcast's signature.
        private Strategy(PeerDiscovery discovery, @Nullable HostPort self, ILogger logger, Map<String, Comparable> properties) {
            super(logger, properties);
            this.discovery = discovery;
            this.self = self;
        }

        @Override
        public Iterable<DiscoveryNode> discoverNodes() {
            List<DiscoveryNode> nodes = new ArrayList<>();
            for (HostPort peer : discovery.look(self)) {
                try {
                    nodes.add(new SimpleDiscoveryNode(new Address(peer.host(), peer.port())));
                } catch (UnknownHostException e) {
                    LOG.atWarn().setMessage("peer not resolvable").addKeyValue("peer", peer).log();
                }
            }
            return nodes;
        }
    }
}
