package io.gridgate.discovery;

import io.gridgate.base.Metrics;
import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.service.instance.InstanceSource;
import io.gridgate.service.instance.InstanceSource.Listener;
import io.gridgate.service.instance.InstanceSource.Watch;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.Scheduler;
import io.gridgate.service.instance.StoredInstances;
import io.gridgate.service.peer.Duties;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's watch of one set that the cluster shares: it asks the source if that is its share, and reads the grid's entry
 * otherwise, by an event and by a poll.
 *
 * <p>Who asks repeats its word in the grid every {@link #CONFIRM_EVERY} though nothing changed. Who reads and hears nothing for
 * {@link #SILENT_ROUNDS} polls (the nodes that should ask may have lost the source, or the grid its answers) asks by itself for
 * a while. Who asks and gets no answer reads as well: the other one may get some.
 *
 * <p>Thread-safety: guarded by itself; the listener is told under a lock of its own that stands above, so that what the grid
 * said before never follows what the source says now.
 */
final class SharedWatch implements Watch {

    static final Duration POLL_EVERY = Duration.ofSeconds(5);
    static final Duration CONFIRM_EVERY = Duration.ofSeconds(20);
    /** Polls without a word, three confirmations missed; up to half as many more by lot, so that not all nodes lose patience at once. */
    static final int SILENT_ROUNDS = 20;
    /** Polls for which a node asks that was not to. */
    static final int IMPATIENT_ROUNDS = 60;

    private static final Logger LOG = LoggerFactory.getLogger(SharedWatch.class);

    private final InstanceSource source;
    private final DiscoveryConfig discovery;
    private final String key;
    private final DiscoveryPorts ports;
    private final Sharing sharing;
    private final Metrics.Counter takeovers;
    private final Listener listener;
    private final Object telling = new Object();
    private final int patience = SILENT_ROUNDS + ThreadLocalRandom.current().nextInt(SILENT_ROUNDS / 2);

    private boolean asks;
    private @Nullable Watch asking;
    private boolean troubled;
    private int impatientRounds;
    private int silentRounds;
    private @Nullable StoredInstances read;
    private Instant confirmedAt = Instant.MIN;
    private Scheduler.@Nullable Task next;
    private boolean started;
    private boolean closed;

    SharedWatch(InstanceSource source, DiscoveryConfig discovery, DiscoveryPorts ports, Sharing sharing, Metrics.Counter takeovers,
            Listener listener) {
        this.source = source;
        this.discovery = discovery;
        this.key = DiscoveryKey.of(discovery);
        this.ports = ports;
        this.sharing = sharing;
        this.takeovers = takeovers;
        this.listener = listener;
    }

    String key() {
        return key;
    }

    synchronized boolean isAsking() {
        return asks && !closed;
    }

    void start() {
        divide();
        soon();
    }

    /** Looks again who asks, and what the grid has; returns at once. */
    synchronized void soon() {
        schedule(Duration.ZERO);
    }

    private synchronized void schedule(Duration delay) {
        if (closed) {
            return;
        }
        if (next != null) {
            next.cancel();
        }
        next = ports.scheduler().schedule(delay, this::round);
    }

    private void round() {
        divide();
        if (reads()) {
            read();
            schedule(POLL_EVERY);
        }
    }

    private synchronized boolean reads() {
        return !closed && (!asks || troubled || impatientRounds > 0);
    }

    /** Begins to ask or ceases to, as the nodes that are alive now and the grid's silence say. */
    private void divide() {
        Watch ended = null;
        boolean begins = false;
        synchronized (this) {
            if (closed) {
                return;
            }
            boolean wasAsking = asks;
            asks = isMine() || isImpatient();
            if (asks && !wasAsking) {
                begins = true;
                troubled = false;
                if (started) {
                    takeovers.add();
                }
            } else if (!asks && wasAsking) {
                ended = asking;
                asking = null;
                silentRounds = 0;
            }
            started = true;
        }
        if (ended != null) {
            ended.close();
        }
        if (begins) {
            begin();
        }
    }

    private boolean isMine() {
        boolean mine = new Duties(sharing.roster().self(), sharing.roster().nodes()).isMine(key);
        if (mine) {
            impatientRounds = 0;
        }
        return mine;
    }

    private boolean isImpatient() {
        if (!asks && silentRounds >= patience) {
            LOG.atWarn().addKeyValue("discovery", key).log("no node says what the instances are, this one asks");
            impatientRounds = IMPATIENT_ROUNDS;
        } else if (impatientRounds > 0) {
            impatientRounds--;
        }
        return impatientRounds > 0;
    }

    /** The source may speak within the call, so it is made without the lock. */
    private void begin() {
        Watch begun = source.watch(discovery, new Asked());
        synchronized (this) {
            if (asks && !closed && asking == null) {
                asking = begun;
                return;
            }
        }
        begun.close();
    }

    private void read() {
        StoredInstances stored = sharing.grid().load(key);
        synchronized (this) {
            if (stored == null || stored.equals(read)) {
                silentRounds++;
                return;
            }
            silentRounds = 0;
            read = stored;
        }
        synchronized (telling) {
            if (reads()) {
                listener.onInstances(stored.instances(), stored.knownAt());
            }
        }
    }

    /** Leaves in the grid that what it has is still so. What is new, whoever remembers instances leaves there. */
    private void confirm(StoredInstances now) {
        synchronized (this) {
            if (now.knownAt().isBefore(confirmedAt.plus(CONFIRM_EVERY))) {
                return;
            }
            confirmedAt = now.knownAt();
        }
        ports.scheduler().schedule(Duration.ZERO, () -> sharing.grid().save(key, now));
    }

    @Override
    public void close() {
        Watch ended;
        synchronized (this) {
            closed = true;
            ended = asking;
            asking = null;
            if (next != null) {
                next.cancel();
            }
        }
        if (ended != null) {
            ended.close();
        }
    }

    /**
     * What the source says to this node.
     *
     * <p>Thread-safety: as {@link SharedWatch}.
     */
    private final class Asked implements Listener {

        @Override
        public void onInstances(List<KnownInstance> instances, Instant knownAt) {
            synchronized (SharedWatch.this) {
                if (closed || !asks) {
                    return;
                }
                troubled = false;
            }
            synchronized (telling) {
                listener.onInstances(instances, knownAt);
            }
            confirm(new StoredInstances(instances, knownAt));
        }

        @Override
        public void onTrouble(String problem) {
            synchronized (SharedWatch.this) {
                troubled = true;
            }
            listener.onTrouble(problem);
            soon();
        }
    }
}
