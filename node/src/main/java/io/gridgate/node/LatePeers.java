package io.gridgate.node;

import io.gridgate.service.peer.HealthBoard;
import io.gridgate.service.peer.HealthReport;
import io.gridgate.service.peer.LoadChannel;
import io.gridgate.service.peer.LoadReport;
import io.gridgate.service.peer.Peers;
import io.gridgate.service.peer.Roster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The other nodes, for parts that are built before this node has joined them: until then it is alone.
 *
 * <p>Thread-safety: thread-safe; what was joined is volatile and set once, who waits for it is guarded by this.
 */
final class LatePeers {

    private final String self;
    private final List<Consumer<Peers>> waiting = new ArrayList<>();
    private volatile @Nullable Peers joined;

    LatePeers(String self) {
        this.self = self;
    }

    /** Returns this as the ports of services. */
    Peers peers() {
        return new Peers(new LateRoster(), new LateHealthBoard(), new LateLoadChannel());
    }

    /** The node is in the grid. */
    synchronized void joined(Peers peers) {
        joined = peers;
        waiting.forEach(listener -> listener.accept(peers));
        waiting.clear();
    }

    private synchronized void whenJoined(Consumer<Peers> then) {
        Peers peers = joined;
        if (peers == null) {
            waiting.add(then);
        } else {
            then.accept(peers);
        }
    }

    /**
     * The node itself, later the grid's.
     *
     * <p>Thread-safety: as {@link LatePeers}.
     */
    private final class LateRoster implements Roster {

        @Override
        public String self() {
            return self;
        }

        @Override
        public List<String> nodes() {
            Peers peers = joined;
            return peers == null ? List.of(self) : peers.roster().nodes();
        }

        @Override
        public void onChange(Runnable listener) {
            whenJoined(peers -> {
                peers.roster().onChange(listener);
                listener.run();
            });
        }
    }

    /**
     * Nothing, later the grid's.
     *
     * <p>Thread-safety: as {@link LatePeers}.
     */
    private final class LateHealthBoard implements HealthBoard {

        @Override
        public boolean publish(HealthReport report) {
            Peers peers = joined;
            return peers != null && peers.health().publish(report);
        }

        @Override
        public Optional<List<HealthReport>> read(List<String> nodes) {
            Peers peers = joined;
            return peers == null ? Optional.empty() : peers.health().read(nodes);
        }

        @Override
        public void onChange(Runnable listener) {
            whenJoined(peers -> peers.health().onChange(listener));
        }
    }

    /**
     * Nobody, later the grid's.
     *
     * <p>Thread-safety: as {@link LatePeers}.
     */
    private final class LateLoadChannel implements LoadChannel {

        @Override
        public boolean say(LoadReport report) {
            Peers peers = joined;
            return peers != null && peers.loads().say(report);
        }

        @Override
        public void onSaid(Consumer<LoadReport> listener) {
            whenJoined(peers -> peers.loads().onSaid(listener));
        }
    }
}
