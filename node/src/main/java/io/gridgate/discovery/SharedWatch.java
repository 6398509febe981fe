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
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's watch of one set that the cluster shares: it asks the source if that is its share, and follows the grid's entry
 * otherwise, by an event and by a poll.
 *
 * <p>Who asks repeats its word in the grid, {@link #CONFIRM_EVERY} apart at least, though nothing changed. Who follows and hears
 * nothing for long asks by itself for a while ({@link Patience}): the nodes that should may have lost the source. Who asks and
 * has no answer follows as well: the other one may have some.
 *
 * <p>Words are ordered by their time, which is this node's clock, but always after whatever this node had read in the grid
 * before it got its answer. So a clock that is ahead silences nobody, and nothing old is passed on after something newer. What
 * slips in all the same, from a node that hung over an answer, is put right by the others who ask, a poll later.
 *
 * <p>Thread-safety: guarded by itself; the listener is told under a lock of its own that stands above, so that what the grid
 * said before never follows what the source says now. One round at a time.
 */
final class SharedWatch implements Watch {

    static final Duration POLL_EVERY = Duration.ofSeconds(5);
    static final Duration CONFIRM_EVERY = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(SharedWatch.class);

    private final InstanceSource source;
    private final DiscoveryConfig discovery;
    private final String key;
    private final DiscoveryPorts ports;
    private final Sharing sharing;
    private final Metrics.Counter takeovers;
    private final Listener listener;
    private final Object telling = new Object();
    private final Patience patience = new Patience();

    private @Nullable Asked asked;
    private @Nullable Watch asking;
    /** What this node last took from the grid or left there. */
    private @Nullable StoredInstances word;
    /** The time of the newest word in the grid that this node has read. */
    private Instant seen = Instant.EPOCH;
    /** When the source gave the answer that was confirmed last. */
    private Instant confirmedAt = Instant.EPOCH;
    private boolean disputed;
    private Scheduler.@Nullable Task nextPoll;
    private boolean hurries;
    private boolean started;
    private boolean running;
    private boolean again;
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
        return asked != null && !closed;
    }

    /** Looks who asks, and what the grid has; the first time begins the watch. Returns at once. */
    synchronized void soon() {
        if (running) {
            again = true;
        } else if (!hurries && !closed) {
            hurries = true;
            ports.scheduler().schedule(Duration.ZERO, () -> round(false));
        }
    }

    private void round(boolean poll) {
        if (begins(poll)) {
            try {
                divide(poll);
                follow(poll);
            } finally {
                ends();
            }
        }
    }

    private synchronized boolean begins(boolean poll) {
        if (poll) {
            nextPoll = null;
        } else {
            hurries = false;
        }
        again = running;
        if (closed || running) {
            return false;
        }
        running = true;
        return true;
    }

    private synchronized void ends() {
        running = false;
        if (again) {
            again = false;
            soon();
        }
        if (nextPoll == null && !closed && (!hasAnswers() || patience.isLost() || disputed)) {
            nextPoll = ports.scheduler().schedule(POLL_EVERY, () -> round(true));
        }
    }

    /** Returns whether the source answers this node. */
    private synchronized boolean hasAnswers() {
        return asked != null && asked.answers;
    }

    /** Begins to ask or ceases to, as the nodes that are alive now and the grid's silence say. */
    private void divide(boolean poll) {
        boolean mine = new Duties(sharing.roster().self(), sharing.roster().nodes()).isMine(key);
        Asked begins = null;
        Watch ended = null;
        synchronized (this) {
            boolean asks = mine || isLost(poll);
            if (mine) {
                patience.relieve();
            }
            if (asks && asked == null) {
                begins = new Asked();
                asked = begins;
                if (started) {
                    takeovers.add();
                }
            } else if (!asks && asked != null) {
                asked = null;
                ended = asking;
                asking = null;
            }
            started = true;
        }
        if (ended != null) {
            ended.close();
        }
        if (begins != null) {
            begin(begins);
        }
    }

    private boolean isLost(boolean poll) {
        if (poll && patience.poll()) {
            LOG.atWarn().addKeyValue("discovery", key).log("no node says what the instances are, this one asks");
        }
        return patience.isLost();
    }

    /** The source may speak within the call, so it is made without the lock. */
    private void begin(Asked begins) {
        Watch begun = source.watch(discovery, begins);
        synchronized (this) {
            if (!closed) {
                asking = begun;
                return;
            }
        }
        begun.close();
    }

    /** Takes what the grid has, and puts right what it has not. The first time it may be this node's disk that knows more. */
    private void follow(boolean poll) {
        StoredInstances there = (isNew() ? ports.store() : sharing.grid()).load(key);
        synchronized (telling) {
            if (there != null && takes(there)) {
                listener.onInstances(there.instances(), there.knownAt());
            }
        }
        StoredInstances mine = correction(there, poll);
        if (mine != null) {
            sharing.grid().save(key, mine);
        }
    }

    private synchronized boolean isNew() {
        return word == null;
    }

    private synchronized boolean takes(StoredInstances there) {
        boolean news = word == null || there.knownAt().isAfter(word.knownAt());
        if (there.knownAt().isAfter(seen)) {
            seen = there.knownAt();
            if (news) {
                patience.heard();
            }
        }
        if (!news || closed || hasAnswers()) {
            return false;
        }
        word = there;
        return true;
    }

    /**
     * Returns what the grid should have instead, or null. Who has answers of the source insists on them once the grid has had
     * something else for a poll; who has none brings back what the grid lost.
     */
    private synchronized @Nullable StoredInstances correction(@Nullable StoredInstances there, boolean poll) {
        StoredInstances mine = word;
        if (mine == null || closed) {
            return null;
        }
        if (!hasAnswers()) {
            disputed = false;
            return there == null || there.knownAt().toEpochMilli() < mine.knownAt().toEpochMilli() ? mine : null;
        }
        boolean differs = there == null || !there.instances().equals(mine.instances());
        boolean insists = differs && disputed && poll;
        disputed = differs && !insists;
        if (!insists) {
            return null;
        }
        LOG.atInfo().addKeyValue("discovery", key).log("the grid had other instances than the source");
        word = new StoredInstances(mine.instances(), after(mine.knownAt()));
        return word;
    }

    /** Returns that time, or a later one if this node has read or said something from then or later. */
    private Instant after(Instant time) {
        Instant last = word == null || word.knownAt().isBefore(seen) ? seen : word.knownAt();
        return (time.isAfter(last) ? time : last.plusMillis(1)).truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns whether an answer is to be left in the grid: it is another than before, or time to confirm it. */
    private boolean isDue(List<KnownInstance> instances, Instant answeredAt) {
        return word == null || !word.instances().equals(instances) || answeredAt.isBefore(confirmedAt)
                || !answeredAt.isBefore(confirmedAt.plus(CONFIRM_EVERY));
    }

    private void leave(StoredInstances now) {
        sharing.grid().save(key, now);
        soon();
    }

    @Override
    public void close() {
        Watch ended;
        synchronized (this) {
            closed = true;
            ended = asking;
            asking = null;
            if (nextPoll != null) {
                nextPoll.cancel();
            }
        }
        if (ended != null) {
            ended.close();
        }
    }

    /**
     * What the source says to this node, from the moment when it begins to ask until it ceases to.
     *
     * <p>Thread-safety: as {@link SharedWatch}.
     */
    private final class Asked implements Listener {

        private boolean answers;

        @Override
        public void onInstances(List<KnownInstance> instances, Instant knownAt) {
            synchronized (telling) {
                StoredInstances now;
                synchronized (SharedWatch.this) {
                    if (closed || asked != this) {
                        return;
                    }
                    answers = true;
                    now = new StoredInstances(instances, after(knownAt));
                    if (isDue(instances, knownAt)) {
                        word = now;
                        confirmedAt = knownAt;
                        ports.scheduler().schedule(Duration.ZERO, () -> leave(now));
                    }
                }
                listener.onInstances(now.instances(), now.knownAt());
            }
        }

        @Override
        public void onTrouble(String problem) {
            synchronized (SharedWatch.this) {
                if (closed || asked != this) {
                    return;
                }
                answers = false;
            }
            listener.onTrouble(problem);
            soon();
        }
    }
}
